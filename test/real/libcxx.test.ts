/**
 * C++ in a static program for musl: ferry finds out while it builds that the library is needed, makes it (once, some half a
 * minute of a core), and builds on. Exceptions across C++ and back to Rust, streams, threads, filesystem, on an emulated ARM1176 and
 * Cortex-A53. Needs cargo, clang, dist/ferry.js, and the network or a warm cache.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { after, test } from 'node:test'

const ferry = resolve(import.meta.dirname, '..', '..', 'bin', 'ferry.js')
const folder = mkdtempSync(join(tmpdir(), 'ferry-libcxx-'))
after(() => rmSync(folder, { recursive: true }))

const PROJECT: Readonly<Record<string, string>> = {
  'Cargo.toml':
    '[package]\nname = "both"\nversion = "0.1.0"\nedition = "2021"\n[build-dependencies]\ncc = "1"\n[workspace]\n',
  'build.rs':
    'fn main() { cc::Build::new().cpp(true).std("c++17").file("src/words.cpp").compile("words"); }\n',
  'src/words.cpp': `#include <filesystem>
#include <iostream>
#include <locale>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>
struct Odd : std::runtime_error { using std::runtime_error::runtime_error; };
struct Last { ~Last() { std::cout << "last" << std::endl; } };
thread_local int mine = 1;
static Last last;
static int deep(int x) { if (x == 0) throw Odd("odd"); return deep(x - 1) + 1; }
extern "C" int words(int count) {
  std::map<std::string, int> seen;
  std::vector<std::thread> threads;
  int sum = 0;
  for (int i = 0; i < count; i++) {
    threads.emplace_back([&seen, i] { mine += i; });
    threads.back().join();
    std::ostringstream text;
    text << "word " << i << ' ' << 0.5 * i;
    seen[text.str()] = i;
  }
  try { deep(count); } catch (const std::exception &error) { sum += std::string(error.what()).size(); }
  for (const auto &[word, i] : seen) sum += word.size() * (i + mine);
  std::cout << std::boolalpha << std::filesystem::is_directory("/") << ' ' << std::toupper('q', std::locale()) << std::endl;
  return sum;
}
`,
  'src/main.rs':
    'extern "C" { fn words(count: i32) -> i32; }\nfn main() { let caught = std::panic::catch_unwind(|| panic!("on purpose")).is_err(); println!("{} {caught}", unsafe { words(3) }); }\n',
}
for (const [name, text] of Object.entries(PROJECT)) {
  const file = join(folder, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

function check(board: string, target: string): void {
  const words = ['run', '--dev', '--on', `virtual:${board}`, '--target', target]
  const ended = spawnSync(process.execPath, [ferry, ...words], { cwd: folder, encoding: 'utf8' })
  assert.equal(ended.status, 0, ended.stderr)
  // "odd" is 3; "word 0 0", "word 1 0.5", "word 2 1" are 8, 10 and 8 long, times 1, 2 and 3.
  assert.equal(ended.stdout, 'true Q\n55 true\nlast\n', ended.stderr)
}

test('on ARMv6', () => check('pi-zero', 'arm-unknown-linux-musleabihf'))

test('on aarch64', () => check('pi-3-64', 'aarch64-unknown-linux-musl'))
