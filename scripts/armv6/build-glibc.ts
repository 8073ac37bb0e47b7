import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

import type { Tell } from '../../src/core/event.ts'
import type { World } from '../../src/ports/world.ts'

/** Debian's release whose glibc source is built. */
const SUITE = 'bookworm'
const CROSS = 'arm-linux-gnueabihf'
/** ARMv6 with VFPv2 and the hard float ABI: the ARM1176 of a Raspberry Pi Zero. */
const FLAGS = '-march=armv6 -mfpu=vfp -mfloat-abi=hard -marm'

/**
 * Builds Debian's glibc for ARMv6 with hard float, which Debian itself has not, and lays out what a board has of it: loader, libc,
 * libm, libgcc_s and the small ones, and beside them what linking needs. The compiler is Debian's cross gcc, whose own libgcc and
 * start files are ARMv7 and take no part: libgcc is armel's (ARMv5TE, no floating-point values are passed), glibc brings its start
 * files itself. Gives the folder of the root.
 */
export async function buildGlibc(world: World, folder: string, tell: Tell): Promise<string> {
  const root = join(folder, 'root')
  if (existsSync(root)) return root
  const at = (name: string): string => join(folder, name)
  rmSync(folder, { recursive: true, force: true })
  for (const name of ['gcc', 'headers', 'build']) mkdirSync(at(name), { recursive: true })
  const source = await world.packages.source({ suite: SUITE, name: 'glibc' }, tell)
  const archive = source.find(({ name }) => /\.orig\.tar\./.test(name))
  if (!archive) throw new Error('the source package of glibc has no archive')
  await world.packages.unpack([archive], at('src'), {
    place: (path) => path.replace(/^[^/]+\//, ''),
  })
  // Debian leaves the manual out; the build asks for its folder.
  mkdirSync(at('src/manual'), { recursive: true })
  writeFileSync(
    at('src/manual/Makefile'),
    'subdir := manual\ninclude ../Makeconfig\ninclude ../Rules\n',
  )
  const get = (architecture: string, names: readonly string[], dependencies: 'all' | 'none') =>
    world.packages.obtain(
      { suite: SUITE, architecture, names, dependencies, exclude: ['libc6'] },
      tell,
    )
  await world.packages.unpack(
    await get('armel', ['libgcc-12-dev', 'libgcc-s1', 'linux-libc-dev'], 'none'),
    at('armel'),
  )
  await world.packages.unpack(
    await get(world.host.arch === 'arm64' ? 'arm64' : 'amd64', ['bison', 'gawk', 'm4'], 'all'),
    at('tools'),
  )
  const gcc = at('armel/usr/lib/gcc/arm-linux-gnueabi/12')
  // Their attributes say soft float, which ld would refuse to mix.
  for (const name of [
    'libgcc.a',
    'libgcc_eh.a',
    'crtbegin.o',
    'crtbeginS.o',
    'crtbeginT.o',
    'crtend.o',
    'crtendS.o',
  ])
    run(folder, `${CROSS}-objcopy`, ['-R', '.ARM.attributes', join(gcc, name), at(`gcc/${name}`)])
  for (const name of ['linux', 'asm-generic'])
    cpSync(at(`armel/usr/include/${name}`), at(`headers/${name}`), { recursive: true })
  cpSync(at('armel/usr/include/arm-linux-gnueabi/asm'), at('headers/asm'), { recursive: true })

  const env = {
    ...process.env,
    PATH: `${at('tools/usr/bin')}:${process.env['PATH'] ?? ''}`,
    LD_LIBRARY_PATH: [
      at('tools/usr/lib/x86_64-linux-gnu'),
      at('tools/usr/lib/aarch64-linux-gnu'),
    ].join(':'),
    BISON_PKGDATADIR: at('tools/usr/share/bison'),
    M4: at('tools/usr/bin/m4'),
  }
  writeFileSync(at('build/configparms'), `slibdir=/usr/lib/${CROSS}\nrtlddir=/usr/lib\n`)
  const build = world.host.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu'
  const words = `--host=${CROSS} --build=${build} --prefix=/usr --libdir=/usr/lib/${CROSS} --with-headers=${at('headers')} --disable-werror --disable-profile --disable-nscd --disable-build-nscd --enable-kernel=3.2 --without-selinux`
  run(
    at('build'),
    '../src/configure',
    [...words.split(' '), `CC=${CROSS}-gcc ${FLAGS} -B${at('gcc')}/`, 'CXX=', 'CFLAGS=-O2 -g0'],
    env,
  )
  run(at('build'), 'make', ['-j2', 'lib'], env)
  const parts = ['math', 'dlfcn', 'rt', 'login', 'nptl', 'resolv']
  run(
    at('build'),
    'make',
    parts.map((part) => `${part}/others`),
    env,
  )
  layOut(folder, `${root}.new`)
  renameSync(`${root}.new`, root)
  return root
}

/** Built file → its place below `usr/lib/arm-linux-gnueabihf`. */
const PLACES: readonly (readonly [string, string])[] = [
  ['libc.so', 'libc.so.6'],
  ['math/libm.so', 'libm.so.6'],
  ['nptl/libpthread.so', 'libpthread.so.0'],
  ['dlfcn/libdl.so', 'libdl.so.2'],
  ['rt/librt.so', 'librt.so.1'],
  ['login/libutil.so', 'libutil.so.1'],
  ['resolv/libresolv.so', 'libresolv.so.2'],
]
/** What a board has only with development packages. */
export const DEVELOPMENT_FILES: readonly string[] = [
  'crt1.o',
  'Scrt1.o',
  'crti.o',
  'crtn.o',
  'libc_nonshared.a',
  'libc.so',
]

/** Lays out the root: what a board has, and what linking needs beside it. */
export function layOut(folder: string, root: string): void {
  const home = join(root, 'usr/lib', CROSS)
  const put = (from: string, name: string): void => {
    mkdirSync(dirname(join(home, name)), { recursive: true })
    copyFileSync(from, join(home, name))
  }
  for (const [from, name] of PLACES) put(join(folder, 'build', from), name)
  put(join(folder, 'build/elf/ld.so'), 'ld-linux-armhf.so.3')
  for (const name of ['crt1.o', 'Scrt1.o', 'crti.o', 'crtn.o'])
    put(join(folder, 'build/csu', name), name)
  put(join(folder, 'build/libc_nonshared.a'), 'libc_nonshared.a')
  writeFileSync(
    join(home, 'libc.so'),
    'GROUP ( libc.so.6 libc_nonshared.a AS_NEEDED ( ld-linux-armhf.so.3 ) )\n',
  )
  put(join(folder, 'armel/lib/arm-linux-gnueabi/libgcc_s.so.1'), 'libgcc_s.so.1')
  markHardFloat(join(home, 'libgcc_s.so.1'))
  symlinkSync('usr/lib', join(root, 'lib'))
  symlinkSync(`${CROSS}/ld-linux-armhf.so.3`, join(root, 'usr/lib/ld-linux-armhf.so.3'))
}

/** glibc's loader refuses a library whose e_flags say soft float (Arm IHI 0044: 0x200 soft, 0x400 hard). */
function markHardFloat(file: string): void {
  const bytes = readFileSync(file)
  bytes.writeUInt32LE((bytes.readUInt32LE(0x24) & ~0x200) | 0x400, 0x24)
  writeFileSync(file, bytes)
}

function run(cwd: string, file: string, args: readonly string[], env = process.env): void {
  const log = join(cwd, `${file.replaceAll('/', '_')}.log`)
  const ended = spawnSync(file, [...args], { cwd, env, encoding: 'utf8', maxBuffer: 1 << 28 })
  writeFileSync(log, `${ended.stdout}\n${ended.stderr}`)
  if (ended.status !== 0)
    throw new Error(
      `${file} failed (${ended.status ?? 'not started'}): ${log}\n${ended.stderr.slice(-2000)}`,
    )
}
