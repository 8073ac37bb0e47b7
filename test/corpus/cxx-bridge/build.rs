fn main() {
    cxx_build::bridge("src/main.rs").file("src/words.cc").std("c++14").compile("words");
}
