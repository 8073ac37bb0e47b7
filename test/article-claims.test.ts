import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'

import { readTsv } from '../scripts/knowledge/tsv.ts'
import type { BoardFacts } from '../src/core/board/board-facts.ts'
import { VIRTUAL_PRESETS } from '../src/core/board/virtual-presets.ts'
import { toCargoVariable } from '../src/core/plan/target-variables.ts'
import type { TargetExplanation } from '../src/core/target/explain-target.ts'
import { makePaint } from '../src/render/paint.ts'
import { renderTargetExplanation } from '../src/render/explain-target-text.ts'
import { chooseForFacts, chooseForWords } from '../src/work/choose-target.ts'
import { explainErrorText } from '../src/work/explain-error.ts'
import { explainTargetName } from '../src/work/explain-target.ts'
import { explainWordText } from '../src/work/explain-word.ts'
import { loadTargets } from '../src/work/load-knowledge.ts'

/** `ferry explain TARGET`. */
const explain = (name: string): Promise<TargetExplanation> => explainTargetName(name)

/** `ferry explain TEXT`: code and sentences. */
async function error(text: string): Promise<{ code: string; told: string; commands: string }> {
  const report = await explainErrorText(text)
  assert.ok(report, text)
  return {
    code: report.code,
    told: [report.title, ...report.why].join(' '),
    commands: (report.fix.command ?? []).join(' '),
  }
}

/** `ferry explain WORD`: all that is told, each meaning and what to type. */
async function word(text: string): Promise<string> {
  const report = await explainWordText(text)
  assert.ok(report, text)
  return report.meanings
    .flatMap(({ title, means, fix }) => [title, ...means, (fix?.command ?? []).join(' ')])
    .join(' ')
}

/** `ferry target WORDS --os SYSTEM`. */
async function target(words: string, os?: string): Promise<string | null> {
  return (await chooseForWords(words, os === undefined ? {} : { os })).target
}

function recorded(name: string): BoardFacts {
  const file = resolve(import.meta.dirname, 'boards', `${name}.json`)
  return JSON.parse(readFileSync(file, 'utf8')) as BoardFacts
}

const piece = (e: TargetExplanation, kind: string): string =>
  e.pieces.find((p) => p.piece === kind)?.means ?? ''

/** Number of a claim of facts/article-claims.tsv → what ferry answers to it, by which command. */
const CLAIMS: Readonly<Record<number, () => void | Promise<void>>> = {
  1: async () => {
    const { code, told } = await error(
      '-bash: ./app: cannot execute binary file: Exec format error',
    )
    assert.equal(code, 'elf/wrong-machine')
    assert.match(told, /laptop, unless qemu-user/)
  },
  2: async () => {
    assert.deepEqual((await explain('aarch64-apple-darwin')).parts, {
      arch: 'aarch64',
      vendor: 'apple',
      os: 'darwin',
      env: '',
    })
    assert.equal((await explain('armv7-linux-androideabi')).pieces.length, 3)
    assert.equal((await explain('riscv64gc-unknown-linux-gnu')).cpu.isa, 'rv64gc')
    assert.match(await word('target triplet'), /Usually .*; sometimes three pieces/)
  },
  3: async () => {
    const soft = await explain('armv7-unknown-linux-gnueabi')
    assert.equal(soft.cpu.isa, 'armv7-a')
    assert.equal(soft.cpu.floatAbi, 'soft')
    assert.match((await explain('armv7-unknown-linux-gnueabihf')).why.join(' '), /not in “armv7”/)
  },
  4: async () => {
    const e = await explain('armv6-unknown-linux-gnueabihf')
    assert.equal(e.exists, false)
    assert.equal(e.target, 'arm-unknown-linux-gnueabihf')
    assert.equal(e.cpu.floatAbi, 'hard')
    assert.match(e.why.join(' '), /VFPv2/)
  },
  5: async () =>
    assert.match(
      (await explain('aarch64-unknown-linux-gnu')).why.join(' '),
      /must be 64-bit, not the kernel alone/,
    ),
  6: async () => {
    assert.match(piece(await explain('armv7-unknown-linux-gnueabihf'), 'vendor'), /left open/)
    assert.match(piece(await explain('mips64-openwrt-linux-musl'), 'vendor'), /OpenWrt/)
  },
  7: async () => {
    const kernels = [
      'armv7-unknown-linux-gnueabihf',
      'aarch64-unknown-linux-gnu',
      'thumbv7neon-unknown-linux-gnueabihf',
      'riscv64gc-unknown-linux-gnu',
    ]
    const got = await Promise.all(kernels.map(async (name) => (await explain(name)).minimumKernel))
    assert.deepEqual(got, ['3.2', '4.1', '4.4', '4.20'])
  },
  8: async () =>
    assert.match(
      piece(await explain('armv7-unknown-linux-gnueabihf'), 'env'),
      /glibc.*EABI with hard float/,
    ),
  9: async () => {
    assert.match(
      piece(await explain('armv7-unknown-linux-gnueabihf'), 'env'),
      /FPU registers, an FPU is a must/,
    )
    assert.match(piece(await explain('armv7-unknown-linux-gnueabi'), 'env'), /integer registers/)
    assert.match(await word('hf'), /code of the soft-float ABI may use one, too/)
  },
  10: async () => {
    const wanted: readonly (readonly [string, string, string])[] = [
      ['pi 1', '32', 'arm-unknown-linux-gnueabihf'],
      ['pi zero', '32', 'arm-unknown-linux-gnueabihf'],
      ['pi 2', '32', 'armv7-unknown-linux-gnueabihf'],
      ['pi 3b+', '64', 'aarch64-unknown-linux-gnu'],
      ['pi 4', '32', 'armv7-unknown-linux-gnueabihf'],
      ['pi 5', '64', 'aarch64-unknown-linux-gnu'],
    ]
    for (const [words, bits, name] of wanted)
      assert.equal(await target(words, `raspberry pi os ${bits}`), name, words)
  },
  11: async () => {
    const missing = await error('-bash: ./app: No such file or directory')
    assert.equal(missing.code, 'elf/interpreter-missing')
    assert.match(missing.told, /gnueabi against gnueabihf/)
    assert.equal((await error('Illegal instruction')).code, 'elf/cpu-too-new')
  },
  12: async () => {
    const linux = [...(await loadTargets()).values()].filter(({ os }) => os === 'linux')
    assert.deepEqual([linux.length, linux.filter(({ tier }) => tier === 3).length], [78, 40])
    assert.equal((await explain('arm-unknown-linux-gnueabihf')).stdFrom, 'rustup')
    assert.equal((await explain('mips-unknown-linux-musl')).stdFrom, 'build-std')
  },
  13: async () => {
    const line = 'cargo build --release --target armv7-unknown-linux-gnueabihf'
    assert.match(await word(line), /rustc is a cross compiler and generates code for that target/)
  },
  14: async () => {
    const told = await word('--release')
    assert.match(
      told,
      /DWARF debug information, debug assertions and overflow checks at opt-level 0\. None of that is profiling/,
    )
    assert.match(told, /no LTO/)
    assert.match(told, /keeps symbols/)
  },
  15: async () =>
    assert.match(
      await word('std'),
      /compiled archives \(\.rlib\) under lib\/rustlib\/<target>\/lib.*Archives are not a program/,
    ),
  16: async () => {
    const { code, told } = await error('ld: error: a.o uses VFP register arguments, b.o does not')
    assert.equal(code, 'elf/float-abi')
    assert.match(told, /a C compiler for the other ABI/)
    assert.match(
      await word('linker'),
      /Calling conventions were fixed when the code was generated; the linker resolves symbols/,
    )
  },
  17: async () => {
    const line = 'cargo build --release --target armv7-unknown-linux-gnueabihf'
    assert.match(await word(line), /target\/armv7-unknown-linux-gnueabihf\/release\//)
    assert.match(await word(line.replace(' --release', '')), /gnueabihf\/debug\//)
  },
  18: async () => {
    const { code, commands } = await error("error[E0463]: can't find crate for `std`")
    assert.equal(code, 'std/missing')
    assert.match(commands, /rustup target add/)
  },
  19: async () => {
    assert.equal((await explain('armv7-unknown-linux-gnueabihf')).libc?.kind, 'glibc')
    assert.equal((await explain('armv7-unknown-linux-musleabihf')).libc?.static, true)
    assert.equal((await explain('riscv64gc-unknown-linux-musl')).libc?.static, false)
  },
  20: async () => {
    const told = await word('linker')
    assert.match(told, /nothing is left to the linker when the program runs/)
    assert.match(told, /with std, start files, libgcc and libc/)
    assert.match(await word('crt1.o'), /what a linker puts around a program’s own code/)
  },
  21: async () => {
    const { code, told } = await error('rust-lld: error: symbols.o is incompatible with elf_x86_64')
    assert.equal(code, 'linker/wrong-machine')
    assert.match(told, /No linker is set/)
  },
  22: async () => {
    const debian = (await explain('armv7-unknown-linux-gnueabihf')).linkers.find(({ host }) =>
      host.startsWith('Debian'),
    )
    assert.equal(debian?.install, 'apt install gcc-arm-linux-gnueabihf libc6-dev-armhf-cross')
    assert.match(
      await word('apt install gcc-arm-linux-gnueabihf'),
      /Right for ARMv7 and later, wrong for ARMv6/,
    )
  },
  23: async () => {
    const debian = (await explain('arm-unknown-linux-gnueabihf')).linkers.find(({ host }) =>
      host.startsWith('Debian'),
    )
    assert.match(debian?.note ?? '', /ARMv7 start files/)
    assert.match((await chooseForWords('pi zero w')).warnings.join(' '), /SIGILL on ARMv6/)
  },
  24: async () => {
    const { linkers } = await explain('armv7-unknown-linux-gnueabihf')
    const programs = new Set(
      linkers.map(({ program }) => program).filter((program) => program !== undefined),
    )
    for (const program of ['arm-linux-gnueabihf-gcc', 'armv7-linux-gnueabihf-gcc', 'rust-lld'])
      assert.ok(programs.has(program), program)
  },
  25: async () =>
    assert.equal(
      (await explain('armv7-unknown-linux-gnueabihf')).linker,
      'arm-linux-gnueabihf-gcc',
    ),
  26: async () => {
    const e = await explain('aarch64-unknown-linux-gnu')
    assert.equal(e.linker, 'aarch64-linux-gnu-gcc')
    assert.match(e.linkers.find(({ host }) => host === 'Fedora')?.note ?? '', /kernels alone/)
  },
  27: async () => {
    assert.equal((await explain('riscv64gc-unknown-linux-gnu')).linker, 'riscv64-linux-gnu-gcc')
    assert.equal((await explain('i686-unknown-linux-gnu')).linker, 'i686-linux-gnu-gcc')
    assert.match(
      (await explain('aarch64-unknown-linux-musl')).linkers.find(({ host }) =>
        host.startsWith('Debian'),
      )?.note ?? '',
      /no cross gcc for musl/,
    )
  },
  28: async () => {
    assert.match(
      renderTargetExplanation(await explain('armv7-unknown-linux-gnueabihf'), makePaint(false)),
      /ferry needs none of these/,
    )
    assert.match(await word('gcc-arm-linux-gnueabihf'), /Pure Rust does not need it/)
  },
  29: async () => {
    const named = await error('error: linker `arm-linux-gnueabihf-gcc` not found')
    assert.match(named.told, /names, and it is not in PATH/)
    const none = await error('error: linker `cc` not found')
    assert.match(none.told, /No linker is set for the target/)
  },
  30: async () =>
    assert.match(
      (await error('rust-lld: error: x.o is incompatible with elf_x86_64')).told,
      /since 1\.90 with rust-lld/,
    ),
  31: async () => {
    assert.match(
      (await error('error: linker `cc` not found')).told,
      /CC does not change that: CARGO_TARGET_<TARGET>_LINKER/,
    )
    assert.match(
      await word('CC=arm-linux-gnueabihf-gcc cargo build'),
      /compiles C in build scripts\. It does not choose the linker.*still links with cc/,
    )
  },
  32: async () => {
    const { linkerVariable } = await explain('armv7-unknown-linux-gnueabihf')
    assert.equal(linkerVariable, toCargoVariable('armv7-unknown-linux-gnueabihf', 'LINKER'))
    assert.match(
      await word('wrapper script'),
      /A wrapper script counts only if one of them names it, or if it is called cc and comes first/,
    )
  },
  33: async () => {
    const { commands } = await error('/usr/bin/ld: app.o: file in wrong format')
    assert.equal(commands, 'ferry build --on BOARD')
    assert.match(
      await word('cargo build --target armv7-unknown-linux-gnueabihf'),
      /a linker for it \(CARGO_TARGET_<TARGET>_LINKER\), or the build fails at its end/,
    )
  },
  34: async () => {
    assert.equal(await target('pi 4', '32'), 'armv7-unknown-linux-gnueabihf')
    assert.equal(await target('pi zero', '32'), 'arm-unknown-linux-gnueabihf')
    assert.match(piece(await explain('arm-unknown-linux-gnueabihf'), 'arch'), /ARM11 and later/)
  },
  35: async () => {
    const told = await word('export RUST_TARGET=armv7-unknown-linux-gnueabihf')
    assert.match(told, /Neither cargo nor rustc reads/)
    assert.match(told, /builds for the host and says nothing\. Cargo’s own is CARGO_BUILD_TARGET/)
    assert.match(told, /env CARGO_BUILD_TARGET=armv7-unknown-linux-gnueabihf cargo build/)
  },
  36: async () =>
    assert.match(
      await word('scp target/release/app pi@192.168.1.42:/home/pi/'),
      /Copies over ssh; nothing is mounted/,
    ),
  37: async () => {
    const { code, told } = await error(
      'error: could not find specification for target "armv6-unknown-linux-gnueabihf"',
    )
    assert.equal(code, 'target/unknown')
    assert.match(told, /meant is arm-unknown-linux-gnueabihf/)
  },
  38: async () => {
    for (const words of ['pi 2', 'pi 3', 'pi 4', 'pi zero 2 w', 'cm3', 'cm4', 'pi 5'])
      assert.equal(
        await target(words, 'raspberry pi os 32'),
        'armv7-unknown-linux-gnueabihf',
        words,
      )
  },
  39: async () => {
    const report = await chooseForFacts(recorded('pi-4-bookworm-32-on-64'))
    assert.equal(report.target, 'armv7-unknown-linux-gnueabihf')
    assert.match(report.why.join(' '), /uname -m says aarch64: that is the kernel/)
    assert.match(await word('uname -m'), /More than 4 GB need no 64-bit programs/)
  },
  40: async () => {
    const e = await explain('thumbv7neon-unknown-linux-gnueabihf')
    assert.deepEqual([e.minimumKernel, e.libc?.minimum, e.tier], ['4.4', '2.23', 2])
    assert.match(e.why.join(' '), /Tegra 2, Armada 370 and XP, SAMA5D3/)
    const report = await chooseForFacts(recorded('virtual-trimslice'), { density: true })
    assert.equal(report.target, 'armv7-unknown-linux-gnueabihf')
  },
  41: async () => {
    assert.match(
      (await error('bash: ./app: cannot execute: required file not found')).told,
      /wrong float ABI/,
    )
    assert.match(
      (await explain('armv7-unknown-linux-gnueabi')).why.join(' '),
      /No such file or directory/,
    )
  },
  42: async () => {
    assert.ok(VIRTUAL_PRESETS.some(({ name }) => name === 'pi-zero'))
    assert.match(await word('qemu-arm'), /Runs a board’s program on the laptop/)
  },
  43: async () => {
    assert.match((await error('Exec format error')).told, /a Pi’s program says on a laptop/)
    assert.match(await word('binfmt_misc'), /about a board’s program is as it should be/)
  },
  44: async () => assert.match(await word('gdb'), /a gdb that knows its architecture here/),
  45: async () => {
    const told = await word('gdbserver')
    assert.equal(told, await word('gdb-multiarch'))
    assert.match(told, /both ends: gdbserver there, and a gdb/)
    assert.match(told, /target remote BOARD:1234/)
  },
  46: async () => {
    const told = await word('debug = true')
    assert.match(told, /must stand under \[profile\.release\].*The dev profile has it already/)
  },
  47: async () => {
    assert.match(await word('strip'), /changes no address: keep the unstripped file/)
    assert.match(await word('split-debuginfo'), /beside the program/)
  },
  48: async () => {
    const { why } = await chooseForFacts(recorded('pi-4-bullseye-32-on-64'))
    assert.match(why[0] ?? '', /^Its programs are 32-bit/)
    assert.match(await word('triplet'), /Match the userland first.*then the silicon/)
  },
  49: async () =>
    assert.match(
      await word('pi@192.168.1.42'),
      /since April 2022 have no user pi until you make one/,
    ),
}

test('every claim of the article has its answer', () => {
  const numbers = readTsv('article-claims').map((row) => Number(row('n')))
  assert.deepEqual(Object.keys(CLAIMS).map(Number), numbers)
})

for (const row of readTsv('article-claims'))
  test(
    `claim ${row('n')} (${row('verdict')}): ${row('claim').slice(0, 70)}`,
    CLAIMS[Number(row('n'))],
  )
