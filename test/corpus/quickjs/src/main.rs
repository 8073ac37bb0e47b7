fn main() {
    let runtime = rquickjs::Runtime::new().unwrap();
    let context = rquickjs::Context::full(&runtime).unwrap();
    let text: String = context.with(|ctx| ctx.eval("[1n << 62n, Math.hypot(3, 4)].join(' ')").unwrap());
    println!("{text}");
}
