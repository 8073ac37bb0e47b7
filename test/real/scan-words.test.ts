/** The tables of words and opcodes against the disassemblers and assemblers that they were made from. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { powerFeature } from '../../src/core/instructions/scan/power-words.ts'
import {
  s390Feature,
  s390Length,
  s390Levels,
} from '../../src/core/instructions/scan/s390-opcodes.ts'
import { decodeX86 } from '../../src/core/instructions/scan/x86-decode.ts'

const folder = mkdtempSync(join(tmpdir(), 'ferry-words-'))
after(() => rmSync(folder, { recursive: true }))

function has(tool: string): string | false {
  return spawnSync(tool, ['--version']).error === undefined ? false : `${tool} is not here`
}

/** Lines of a disassembly: address → mnemonic. */
function disassemble(
  tool: string,
  words: readonly string[],
  bytes: Uint8Array,
): ReadonlyMap<number, string> {
  const file = join(folder, 'words')
  writeFileSync(file, bytes)
  const ended = spawnSync(tool, ['-D', '-z', '-b', 'binary', ...words, file], {
    encoding: 'utf8',
    maxBuffer: 1e9,
  })
  const lines = ended.stdout.matchAll(/^\s*([0-9a-f]+):\t[0-9a-f ]+\t(\S+)/gm)
  return new Map([...lines].map((m) => [Number.parseInt(m[1] ?? '', 16), m[2] ?? '']))
}

let state = 12_345
function random(below: number): number {
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}

const power = 'powerpc64le-linux-gnu-objdump'
test(
  'Power: every word that only a later release knows is known as such',
  { skip: has(power) },
  (t) => {
    const words = Uint32Array.from({ length: 200_000 }, () => {
      const any = (random(65_536) * 65_536 + random(65_536)) >>> 0
      // Half of them with the few values of RT and RB that most special forms have.
      const word = random(2) === 0 ? any : (any & 0xfc7f_07ff) >>> 0
      return word >>> 26 === 1 || word >>> 26 === 17 || word >= 0xffff0000 ? 0x60000000 : word
    })
    const by = (cpu: string): ReadonlyMap<number, string> =>
      disassemble(power, ['-m', 'powerpc:common64', '-EL', '-M', cpu], new Uint8Array(words.buffer))
    const known = (lines: ReadonlyMap<number, string>, i: number): boolean =>
      !(lines.get(i * 4) ?? '.long').startsWith('.')
    const [eight, nine, ten] = [by('power8'), by('power9'), by('power10')]
    let newer = 0
    for (const [i, word] of words.entries()) {
      const expected = known(eight, i)
        ? undefined
        : known(nine, i)
          ? 'arch_3_00'
          : known(ten, i)
            ? 'arch_3_1'
            : 'none'
      if (expected === 'none') continue
      if (expected !== undefined) newer++
      assert.equal(powerFeature(word), expected, `${word.toString(16)} ${ten.get(i * 4)}`)
    }
    t.diagnostic(`${newer} words of later releases`)
    assert.ok(newer > 1000)
  },
)

const z = 's390x-linux-gnu-objdump'
test(
  'z: lengths and levels of what objdump and as know',
  { skip: has(z) || has('s390x-linux-gnu-as') },
  (t) => {
    const bytes = Uint8Array.from({ length: 120_000 }, () => random(256))
    const lines = disassemble(z, ['-m', 's390:64-bit'], bytes)
    const found = [...lines].filter(([, name]) => !name.startsWith('.'))
    for (const [at] of found.slice(0, -1)) {
      assert.ok(lines.has(at + s390Length(bytes[at] ?? 0)) || at + 6 >= bytes.length, String(at))
    }
    const source = join(folder, 'names.s')
    writeFileSync(source, found.map(([, name]) => `${name}\n`).join(''))
    const refused = s390Levels.map((level) => {
      const ended = spawnSync(
        's390x-linux-gnu-as',
        ['-m64', `-march=${level}`, source, '-o', '/dev/null'],
        { encoding: 'utf8', maxBuffer: 1e9 },
      )
      return new Set(
        [...ended.stderr.matchAll(/:(\d+): Error: Unrecognized opcode/g)].map((m) => Number(m[1])),
      )
    })
    const exact = new Set<string>()
    const early = new Set<string>()
    for (const [i, [at, name]] of found.entries()) {
      const level = refused.findIndex((unknown) => !unknown.has(i + 1))
      const own = s390Levels.indexOf(s390Feature(bytes, at) ?? 'z900')
      if (level < 0 || bytes[at] === 0xe6 || bytes[at] === 0xe7) continue
      assert.ok(own <= level, `${name}: ${s390Levels[own]}, and ${s390Levels[level]} by as`)
      if (own < level) early.add(name)
      else if (level > 0) exact.add(name)
    }
    const newer = exact.size
    // An older opcode that got another name for fields that are not zero (cdfbr, cdfbra): the older machine counts.
    t.diagnostic(`by an older name: ${[...early].join(' ')}`)
    t.diagnostic(`${newer} instructions of later machines`)
    assert.ok(newer > 100 && [...early].every((name) => name.endsWith('a')), [...early].join(' '))
  },
)

test('x86: lengths as objdump has them', { skip: has('objdump') }, (t) => {
  const ended = spawnSync(
    'objdump',
    ['-d', '-w', '-j', '.text', process.execPath, '--stop-address=0x1200000'],
    { encoding: 'utf8', maxBuffer: 4e9 },
  )
  let count = 0
  for (const [, hex = '', text = ''] of ended.stdout.matchAll(
    /^\s*[0-9a-f]+:\t((?:[0-9a-f]{2} )+)\s*\t?(.*)$/gm,
  )) {
    if (
      text.includes('(bad)') ||
      /^(rex|data16|addr32|cs|ds|es|ss|fs|gs)(\.\w+)?\s*$/.test(text.trim())
    )
      continue
    const bytes = Uint8Array.from(hex.trim().split(' '), (byte) => Number.parseInt(byte, 16))
    assert.equal(decodeX86(bytes, 0, 64)?.length, bytes.length, `${hex}${text}`)
    if (++count >= 300_000) break
  }
  t.diagnostic(`${count} instructions`)
  assert.ok(count > 1000)
})
