#[no_mangle]
pub extern "C" fn twice(number: u32) -> u32 {
    number * 2
}
