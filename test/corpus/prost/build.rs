fn main() {
    prost_build::compile_protos(&["src/board.proto"], &["src"]).unwrap();
}
