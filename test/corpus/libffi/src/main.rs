extern "C" fn add(a: f64, b: u64) -> f64 {
    a + b as f64
}

fn main() {
    use libffi::high::{call, arg, CodePtr};
    let sum: f64 = unsafe { call(CodePtr(add as *mut _), &[arg(&1.5f64), arg(&(1u64 << 33))]) };
    println!("{sum}");
}
