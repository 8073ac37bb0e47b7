#[cxx::bridge]
mod ffi {
    unsafe extern "C++" {
        include!("cxx-bridge/src/words.h");
        fn longest(words: &CxxVector<CxxString>) -> Result<String>;
        fn two() -> UniquePtr<CxxVector<CxxString>>;
    }
}

fn main() {
    println!("{}", ffi::longest(&ffi::two()).unwrap());
    println!("{}", ffi::longest(&cxx::CxxVector::new()).unwrap_err());
}
