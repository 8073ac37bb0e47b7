/**
 * Makes test/fixtures/elf/built from test/fixtures/elf/sources. Needs clang, lld and llvm
 * (Debian: `apt-get install clang lld llvm`; made with version 14). Usage:
 * `node scripts/fixtures-build.ts [name…]`.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { elfFixtures, type ElfFixture, type Stub } from './elf-fixtures.ts'

const root = join(import.meta.dirname, '../test/fixtures/elf')
const sources = join(root, 'sources')
const built = join(root, 'built')
const work = mkdtempSync(join(tmpdir(), 'ferry-fixtures-'))
const wanted = process.argv.slice(2)

mkdirSync(built, { recursive: true })
for (const fixture of elfFixtures) {
  if (wanted.length > 0 && !wanted.includes(fixture.name)) continue
  make(fixture)
}
rmSync(work, { recursive: true })
for (const name of readdirSync(built)) console.log(`${statSync(join(built, name)).size}\t${name}`)

function make(fixture: ElfFixture): void {
  const out = join(built, fixture.name)
  const object = compile(fixture.target, fixture.source, fixture.compile ?? [], fixture.name)
  const output = fixture.output ?? 'program'
  if (output === 'object') return run('cp', object, out)
  if (output === 'archive') {
    rmSync(out, { force: true })
    return run('llvm-ar', 'rcsD', out, object)
  }
  const stubs = (fixture.stubs ?? []).map((stub) => makeStub(fixture, stub))
  run(
    'ld.lld',
    '-m',
    emulation(fixture.target),
    '-o',
    out,
    object,
    ...stubs,
    ...(fixture.link ?? ['-static']),
  )
  if (fixture.strip === 'symbols') run('llvm-strip', '--strip-all', out)
  if (fixture.strip === 'sections') run('llvm-strip', '--strip-sections', out)
}

function compile(target: string, source: string, flags: readonly string[], name: string): string {
  const object = join(work, `${name}.o`)
  const common = [
    '-O1',
    '-ffreestanding',
    '-fno-stack-protector',
    '-fno-builtin',
    '-nostdlib',
    '-w',
  ]
  run('clang', `--target=${target}`, ...common, ...flags, '-c', join(sources, source), '-o', object)
  return object
}

function makeStub(fixture: ElfFixture, stub: Stub): string {
  const symbols = Object.values(stub.versions).flat()
  const define = `-DDEFINE=${symbols.map((symbol) => `F(${symbol})`).join(' ')}`
  const abi = (fixture.compile ?? []).filter((flag) => flag.startsWith('-m'))
  const object = compile(fixture.target, 'stub.c', ['-fPIC', ...abi, define], `stub-${stub.soname}`)
  const script = join(work, `${stub.soname}.map`)
  const named = Object.entries(stub.versions).filter(([version]) => version !== '')
  const lines = named.map(([version, names]) => `${version} { global: ${names.join('; ')}; };`)
  writeFileSync(script, lines.join('\n'))
  const out = join(work, stub.soname)
  const map = named.length > 0 ? ['--version-script', script] : []
  run(
    'ld.lld',
    '-m',
    emulation(fixture.target),
    '-shared',
    '-soname',
    stub.soname,
    ...map,
    '-o',
    out,
    object,
  )
  return out
}

function emulation(target: string): string {
  const found = [
    ['armeb', 'armelfb_linux_eabi'],
    ['arm', 'armelf_linux_eabi'],
    ['thumb', 'armelf'],
    ['aarch64', 'aarch64linux'],
    ['riscv64', 'elf64lriscv'],
    ['riscv32', 'elf32lriscv'],
    ['i386', 'elf_i386'],
    ['x86_64', 'elf_x86_64'],
    ['mips64el', 'elf64ltsmip'],
    ['mipsel', 'elf32ltsmip'],
    ['mips', 'elf32btsmip'],
    ['powerpc64le', 'elf64lppc'],
    ['powerpc', 'elf32ppclinux'],
  ].find(([prefix]) => target.startsWith(prefix ?? ''))
  return found?.[1] ?? 'elf_x86_64'
}

function run(file: string, ...args: readonly string[]): void {
  execFileSync(file, args, { stdio: ['ignore', 'inherit', 'inherit'] })
}
