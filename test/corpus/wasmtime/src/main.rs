use wasmtime::{Engine, Instance, Module, Store};

fn main() {
    let engine = Engine::default();
    let text = r#"(module (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add))"#;
    let module = Module::new(&engine, text).unwrap();
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    let add = instance.get_typed_func::<(i32, i32), i32>(&mut store, "add").unwrap();
    println!("{}", add.call(&mut store, (20, 22)).unwrap());
}
