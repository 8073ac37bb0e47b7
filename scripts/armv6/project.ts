/** A Rust program with C in it: threads, unwinding, floating point in both languages, a file; and a program of C alone. */
export const PROJECT: Readonly<Record<string, string>> = {
  'Cargo.toml':
    '[package]\nname = "zero"\nversion = "0.1.0"\nedition = "2021"\n[build-dependencies]\ncc = "1"\n[workspace]\n',
  'build.rs': 'fn main() { cc::Build::new().file("c/five.c").compile("five"); }\n',
  'c/five.c':
    '#include <math.h>\n#include <stdio.h>\nint five(double x) { char b[64]; snprintf(b, sizeof b, "%.0f", sqrt(x)); return b[0] - 48; }\n',
  'c/alone.c':
    '#include <math.h>\n#include <stdio.h>\nint main(int count, char **words) { printf("%.3f %d\\n", sqrt(2.0 * count), count); return words == 0; }\n',
  'src/main.rs': `extern "C" { fn five(x: f64) -> i32; }
fn main() {
    std::panic::set_hook(Box::new(|_| ()));
    let caught = std::panic::catch_unwind(|| panic!("on purpose")).is_err();
    let root: f64 = std::thread::spawn(|| 2f64.sqrt()).join().unwrap();
    let there = std::fs::metadata("/").is_ok_and(|found| found.is_dir());
    println!("{} {root:.3} {} {caught} {there}", std::env::consts::ARCH, unsafe { five(25.0) });
}
`,
}

/** A Raspberry Pi Zero W with Raspberry Pi OS 12, as a probe tells it. */
export const ZERO_FACTS: string = JSON.stringify({
  schema: 'ferry.board/1',
  board: {
    model: 'Raspberry Pi Zero W Rev 1.1',
    compatible: ['raspberrypi,model-zero-w', 'brcm,bcm2835'],
  },
  cpu: { core: 'arm1176jzf-s', count: 1 },
  kernel: { machine: 'armv6l', release: '6.1.21', pageSize: 4096 },
  userland: {
    machine: 'arm',
    bits: 32,
    endian: 'little',
    floatAbi: 'hard',
    interpreter: '/lib/ld-linux-armhf.so.3',
  },
  libc: { kind: 'glibc', version: '2.36' },
  os: {
    id: 'raspbian',
    version: '12',
    codename: 'bookworm',
    name: 'Raspbian GNU/Linux 12 (bookworm)',
  },
})
