//! Threads, atomics, hashing, time, files, floats: what programs use from their first moment on.
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

fn main() {
    let counter = Arc::new(AtomicU64::new(0));
    let threads: Vec<_> = (0..4)
        .map(|n| {
            let counter = Arc::clone(&counter);
            std::thread::spawn(move || (0..100).for_each(|_| drop(counter.fetch_add(n, Ordering::SeqCst))))
        })
        .collect();
    for thread in threads {
        thread.join().expect("a thread ends well");
    }
    let words: HashMap<String, usize> = std::env::args().enumerate().map(|(n, word)| (word, n)).collect();
    let began = Instant::now();
    std::thread::sleep(Duration::from_millis(1));
    let whole = counter.load(Ordering::SeqCst) as f64;
    let quotient = std::hint::black_box(whole) / 3.0;
    assert_eq!(quotient, 200.0);
    assert!(began.elapsed() >= Duration::from_millis(1));
    assert!(SystemTime::now() > SystemTime::UNIX_EPOCH);
    assert!(std::fs::read_dir("/").is_ok());
    println!("oracle: started with {} words", words.len());
}
