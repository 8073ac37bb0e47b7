import type { CorpusProject } from './project.ts'

/** Real projects, small ones first. Programs of ours call the library's C code and print what it answers. */
export const PROJECTS: readonly CorpusProject[] = [
  ...list('a build script, procedural macros, profiles, workspaces', [
    {
      name: 'build-target',
      exercises: 'a build.rs that reads TARGET and HOST',
      prints: /built for it: true/,
    },
    {
      name: 'own-config',
      exercises: 'a .cargo/config.toml that sets linkers and flags',
      prints: /own config/,
    },
    {
      name: 'lto-abort',
      exercises: 'fat LTO, panic=abort',
      release: true,
      args: ['a', 'b'],
      prints: /^A B$/m,
    },
    {
      name: 'workspace',
      exercises: 'a workspace with examples, benches and data',
      program: 'examples/blink',
      cargoArgs: ['-p', 'station', '--example', 'blink'],
      args: ['x'],
      prints: /^blink 2$/m,
    },
    {
      name: 'cdylib',
      exercises: 'a cdylib beside a program',
      prints: /^42 /m,
    },
    {
      name: 'proc-macro',
      exercises: 'a procedural macro of its own',
      program: 'proc-macro-app',
      cargoArgs: ['-p', 'proc-macro-app'],
      prints: /\["sensor", "value"\] made elsewhere: true/,
    },
  ]),
  ...list('C by the crate cc', [
    { name: 'lz4', exercises: 'C', prints: /^same: true$/m },
    { name: 'zlib-static', exercises: 'C, zlib', prints: /^[0-9a-f]{8}$/m },
    { name: 'xz-static', exercises: 'C, liblzma', prints: /^same: true$/m },
    { name: 'blake3', exercises: 'C with NEON, assembly', prints: /^[0-9a-f]{64}$/m },
    { name: 'secp256k1', exercises: 'C', prints: /^true$/m },
    { name: 'mimalloc', exercises: 'C, an allocator', prints: /^38890 400000$/m },
    { name: 'mlua-vendored', exercises: 'C, Lua, setjmp', prints: /^xxx9\.007\S* caught$/m },
    { name: 'quickjs', exercises: 'C, 64-bit atomics', prints: /^4611686018427387904 5$/m },
    { name: 'rusqlite-bundled', exercises: 'C, SQLite', prints: /^sum 3.75, SQLite 3/m },
    { name: 'libgit2', exercises: 'C, libgit2 vendored', prints: /^commit [0-9a-f]{40}$/m },
    { name: 'curl-static', exercises: 'C, curl static', prints: /^200 hello, curl \d/m },
    { name: 'cxx-bridge', exercises: 'C++ with exceptions', prints: /^ferry\nno words$/m },
    { name: 'rustls-ring', exercises: 'C and assembly, ring', prints: /^TLSv1_3 hello$/m },
  ]),
  ...list('configure scripts, cmake, bindgen, protoc', [
    { name: 'jemalloc', exercises: 'autotools --host', prints: /^38890 400000$/m },
    { name: 'libffi', exercises: 'autotools --host, assembly', prints: /^8589934593.5$/m },
    { name: 'libsodium', exercises: 'autotools --host', prints: /^0 [0-9a-f]{4}$/m },
    { name: 'libz-ng', exercises: 'cmake', host: ['cmake'], prints: /^0 0 same: true$/m },
    { name: 'snmalloc', exercises: 'cmake, C++', host: ['cmake'], prints: /^38890 400000$/m },
    { name: 'onig', exercises: 'bindgen', host: ['libclang'], prints: /^Some\("rr"\)$/m },
    {
      name: 'zstd-bindgen',
      exercises: 'bindgen',
      host: ['libclang'],
      prints: /^true of 6000 bytes, same: true$/m,
    },
    {
      name: 'prost',
      exercises: 'protoc on the host',
      host: ['protoc'],
      prints: /^light 0.25 1099511627776$/m,
    },
  ]),
  ...list('libraries of the board', [
    {
      name: 'openssl-system',
      exercises: 'pkg-config, OpenSSL',
      packages: ['libssl-dev'],
      prints: /^[0-9a-f]{64} 128 OpenSSL/m,
    },
    {
      name: 'libssh2',
      exercises: 'C over OpenSSL of the board',
      packages: ['libssl-dev'],
      prints: /ciphers, authenticated: false/,
    },
    {
      name: 'alsa',
      exercises: 'pkg-config, time64',
      packages: ['libasound2-dev'],
      prints: /^64 frames, guard whole: true, time true$/m,
    },
    {
      name: 'serialport',
      exercises: 'pkg-config, libudev',
      packages: ['libudev-dev'],
      prints: /ports; NoDevice|ports; /,
    },
    {
      name: 'hidapi',
      exercises: 'C, libudev',
      packages: ['libudev-dev'],
      prints: /^\d+ devices$/m,
    },
    {
      name: 'rusb',
      exercises: 'pkg-config, libusb',
      packages: ['libusb-1.0-0-dev'],
      prints: /^libusb 1\.0/m,
    },
    {
      name: 'dbus',
      exercises: 'pkg-config, libdbus',
      packages: ['libdbus-1-dev'],
      prints: /^7 seven true$/m,
    },
    {
      name: 'pcap',
      exercises: 'a library without pkg-config',
      packages: ['libpcap-dev'],
      prints: /^true instructions$/m,
    },
    {
      name: 'pyo3-embed',
      exercises: 'an interpreter of the board',
      packages: ['libpython3-dev'],
      prints: /^21, Python 3$/m,
    },
  ]),
  ...list('Rust alone', [
    { name: 'rppal', exercises: 'the board’s devices', prints: /^rppal: .* gpio$/m },
    { name: 'gpiocdev', exercises: 'ioctl', prints: /chips, error told: true/ },
    {
      name: 'graphics-simulator',
      exercises: 'embedded-graphics without a display',
      prints: /^true png true$/m,
    },
    { name: 'image', exercises: 'floating point', prints: /^same: true, jpeg: true$/m },
    {
      name: 'axum-server',
      exercises: 'tokio and axum',
      prints: /^HTTP\/1.1 200 OK \/ hello from axum$/m,
    },
    program('hyperfine', '1.20.0', 'hyperfine', 'a program of crates.io'),
    program('tokei', '15.0.0', 'tokei', 'a program of crates.io'),
    program('fd-find', '10.5.0', 'fd', 'a program of crates.io, jemalloc'),
    program('ripgrep', '15.2.0', 'rg', 'a program of crates.io'),
    {
      name: 'tonic',
      exercises: 'protoc on the host, HTTP/2',
      host: ['protoc'],
      prints: /^temperature is 21$/m,
    },
    {
      ...program('bat', '0.26.1', 'bat', 'a program of crates.io, libgit2, oniguruma'),
      host: ['libclang'],
    },
  ]),
  ...list('heavy', [
    {
      name: 'openssl-vendored',
      exercises: 'make and perl',
      heavy: true,
      prints: /^[0-9a-f]{64} 128 OpenSSL/m,
    },
    {
      name: 'rdkafka',
      exercises: 'configure and make',
      heavy: true,
      prints: /^librdkafka \d.*, 0 in flight$/m,
    },
    {
      name: 'rustls-aws-lc',
      exercises: 'cmake or cc, assembly',
      heavy: true,
      prints: /^TLSv1_3 hello$/m,
    },
    {
      name: 'wasmtime',
      exercises: 'a large graph; no native code for 32-bit ARM',
      heavy: true,
      prints: /^42$/m,
    },
    {
      name: 'rocksdb',
      exercises: 'much C++, bindgen',
      heavy: true,
      host: ['libclang'],
      prints: /^value$/m,
    },
    {
      name: 'opencv',
      exercises: 'C++ headers read by libclang',
      heavy: true,
      packages: ['libopencv-dev'],
      host: ['libclang'],
      prints: /^16 48$/m,
    },
  ]),
]

function program(crate: string, version: string, name: string, exercises: string): CorpusProject {
  const prints = new RegExp(
    `^${crate.replace(/-find$/, '')} ${version.replaceAll('.', '\\.')}`,
    'm',
  )
  return {
    name: crate,
    from: { crate, version },
    exercises,
    program: name,
    args: ['--version'],
    prints,
  }
}

/** `kind` is for readers of this file. */
function list(
  _kind: string,
  projects: readonly (Omit<CorpusProject, 'from'> & Partial<Pick<CorpusProject, 'from'>>)[],
): readonly CorpusProject[] {
  return projects.map((project) => ({ from: 'ours', ...project }))
}
