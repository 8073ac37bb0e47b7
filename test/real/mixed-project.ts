/** Rust, C and C++ in one program; C++ throws, so that unwinding crosses libgcc and libstdc++; std looks at a file. */
export const MIXED_PROJECT: Readonly<Record<string, string>> = {
  'Cargo.toml':
    '[package]\nname = "mixed"\nversion = "0.1.0"\nedition = "2021"\n[build-dependencies]\ncc = "1"\n[workspace]\n',
  'build.rs':
    'fn main() {\n cc::Build::new().file("src/five.c").compile("five");\n cc::Build::new().cpp(true).file("src/six.cpp").compile("six");\n}\n',
  'src/five.c':
    '#include <math.h>\n#include <stdio.h>\n#include <stdlib.h>\nstatic void last(void) { fflush(stdout); }\nint five(double x) { char b[64]; atexit(last); snprintf(b, sizeof b, "%.0f", sqrt(x)); return b[0] - 48; }\n',
  'src/six.cpp':
    '#include <stdexcept>\n#include <string>\nextern "C" int six(int x) { try { throw std::runtime_error(std::string(x, 121)); } catch (const std::exception &e) { return std::string(e.what()).size(); } }\n',
  'src/main.rs':
    'extern "C" { fn five(x: f64) -> i32; fn six(x: i32) -> i32; }\nfn main() { std::panic::set_hook(Box::new(|_| ())); let caught = std::panic::catch_unwind(|| panic!("on purpose")).is_err(); assert!(std::fs::metadata("/").unwrap().is_dir()); println!("{} {} {caught}", unsafe { five(25.0) }, unsafe { six(6) }); }\n',
}
