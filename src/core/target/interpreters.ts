import type { RustTarget } from './rust-target.ts'

/**
 * Paths of the program interpreter (PT_INTERP) by target. Sources: glibc's sysdeps shlib-versions and
 * ABI list of the glibc wiki; musl's dynamic linker names (arch subdirectories, LDSO_ARCH); Android bionic.
 */
const GLIBC: Readonly<Record<string, string>> = {
  'aarch64-unknown-linux-gnu': '/lib/ld-linux-aarch64.so.1',
  'aarch64-unknown-linux-gnu_ilp32': '/lib/ld-linux-aarch64_ilp32.so.1',
  'aarch64_be-unknown-linux-gnu': '/lib/ld-linux-aarch64_be.so.1',
  'aarch64_be-unknown-linux-gnu_ilp32': '/lib/ld-linux-aarch64_be_ilp32.so.1',
  'csky-unknown-linux-gnuabiv2': '/lib/ld-linux-cskyv2.so.1',
  'csky-unknown-linux-gnuabiv2hf': '/lib/ld-linux-cskyv2-hf.so.1',
  'i586-unknown-linux-gnu': '/lib/ld-linux.so.2',
  'i686-unknown-linux-gnu': '/lib/ld-linux.so.2',
  'loongarch64-unknown-linux-gnu': '/lib64/ld-linux-loongarch-lp64d.so.1',
  'm68k-unknown-linux-gnu': '/lib/ld.so.1',
  'mips-unknown-linux-gnu': '/lib/ld.so.1',
  'mipsel-unknown-linux-gnu': '/lib/ld.so.1',
  'mips64-unknown-linux-gnuabi64': '/lib64/ld.so.1',
  'mips64el-unknown-linux-gnuabi64': '/lib64/ld.so.1',
  'mipsisa32r6-unknown-linux-gnu': '/lib/ld-linux-mipsn8.so.1',
  'mipsisa32r6el-unknown-linux-gnu': '/lib/ld-linux-mipsn8.so.1',
  'mipsisa64r6-unknown-linux-gnuabi64': '/lib64/ld-linux-mipsn8.so.1',
  'mipsisa64r6el-unknown-linux-gnuabi64': '/lib64/ld-linux-mipsn8.so.1',
  'powerpc-unknown-linux-gnu': '/lib/ld.so.1',
  'powerpc-unknown-linux-gnuspe': '/lib/ld.so.1',
  'powerpc64-unknown-linux-gnu': '/lib64/ld64.so.1',
  'powerpc64le-unknown-linux-gnu': '/lib64/ld64.so.2',
  'riscv32gc-unknown-linux-gnu': '/lib/ld-linux-riscv32-ilp32d.so.1',
  'riscv64gc-unknown-linux-gnu': '/lib/ld-linux-riscv64-lp64d.so.1',
  'riscv64a23-unknown-linux-gnu': '/lib/ld-linux-riscv64-lp64d.so.1',
  's390x-unknown-linux-gnu': '/lib/ld64.so.1',
  'sparc-unknown-linux-gnu': '/lib/ld-linux.so.2',
  'sparc64-unknown-linux-gnu': '/lib64/ld-linux.so.2',
  'x86_64-unknown-linux-gnu': '/lib64/ld-linux-x86-64.so.2',
  'x86_64-unknown-linux-gnuasan': '/lib64/ld-linux-x86-64.so.2',
  'x86_64-unknown-linux-gnumsan': '/lib64/ld-linux-x86-64.so.2',
  'x86_64-unknown-linux-gnutsan': '/lib64/ld-linux-x86-64.so.2',
  'x86_64-unknown-linux-gnux32': '/libx32/ld-linux-x32.so.2',
}

/** musl's own names of architectures where they differ from the first word of rustc's. */
const MUSL: Readonly<Record<string, string>> = {
  i586: 'i386',
  i686: 'i386',
  riscv64gc: 'riscv64',
  riscv32gc: 'riscv32',
  mips: 'mips-sf',
  mipsel: 'mipsel-sf',
}

/** The interpreter that a dynamic program of that target asks for; undefined where it has none (static alone, not ELF) or it is not known. */
export function interpreterOf(target: RustTarget): string | undefined {
  if (target.os === 'android')
    return target.bits === 64 ? '/system/bin/linker64' : '/system/bin/linker'
  if (target.os !== 'linux') return undefined
  const [first = ''] = target.name.split('-')
  if (target.env === 'gnu')
    return (
      GLIBC[target.name] ??
      (first.startsWith('arm') || first.startsWith('thumb') ? armGlibc(target) : undefined)
    )
  if (target.env === 'uclibc') return '/lib/ld-uClibc.so.0'
  if (target.env !== 'musl' && target.env !== 'ohos') return undefined
  if (target.arch === 'wasm32' || target.name.includes('unikraft')) return undefined
  if (target.arch === 'arm') return `/lib/ld-musl-arm${target.floatAbi === 'hard' ? 'hf' : ''}.so.1`
  if (target.name === 'mips64-openwrt-linux-musl') return '/lib/ld-musl-mips64-sf.so.1'
  return `/lib/ld-musl-${MUSL[first] ?? first}.so.1`
}

function armGlibc(target: RustTarget): string {
  return target.floatAbi === 'hard' ? '/lib/ld-linux-armhf.so.3' : '/lib/ld-linux.so.3'
}
