/// The mean of what a table of numbers, one a line, holds.
pub fn mean(text: &str) -> f64 {
    let numbers: Vec<f64> = text.lines().filter_map(|line| line.parse().ok()).collect();
    numbers.iter().sum::<f64>() / numbers.len() as f64
}
