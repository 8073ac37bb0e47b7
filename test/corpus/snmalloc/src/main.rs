use std::collections::HashMap;

#[global_allocator]
static ALLOCATOR: snmalloc_rs::SnMalloc = snmalloc_rs::SnMalloc;

fn main() {
    let map: HashMap<u32, String> = (0..10_000).map(|n| (n, n.to_string())).collect();
    let length: usize = map.values().map(String::len).sum();
    let threads: Vec<_> = (0..4).map(|n| std::thread::spawn(move || vec![n; 100_000].len())).collect();
    let others: usize = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
    println!("{length} {others}");
}
