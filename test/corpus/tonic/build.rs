fn main() {
    tonic_prost_build::compile_protos("src/board.proto").unwrap();
}
