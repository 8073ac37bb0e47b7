/**
 * What a board, a file or a configuration says is never run and never reaches the terminal raw: whole command lines against a
 * board that is this machine (test/fakes/local-ssh.ts).
 */
import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'

import { makeVersion, STATUS } from '../../scripts/faults/make-versions.ts'
import { isThere } from '../../scripts/host-packages.ts'
import { makeLocalSsh } from '../fakes/local-ssh.ts'
import { ferry } from './ferry.ts'
import type { FerryEnded } from './ferry.ts'

const base = mkdtempSync(join(tmpdir(), 'ferry-h-'))
after(() => rmSync(base, { recursive: true, force: true }))
/** Whoever runs it leaves this file, whatever its working folder is. */
const owned = join(base, 'owned')
const TOUCH = `touch ${owned}`

/** Controls of terminals (C0 but tab and line feed, DEL, C1) and marks that turn text round. */
// oxlint-disable-next-line no-control-regex -- finding controls is the purpose
const RAW = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

/** A name cannot hold the path: then the file lies in some working folder. */
function madeByHostile(): readonly string[] {
  const all = readdirSync(base, { recursive: true, encoding: 'utf8' })
  return all.filter((name) => /(?:^|[/_])owned;?$/.test(name) && !/touch/.test(name))
}

function isClean(ended: FerryEnded): void {
  for (const [name, text] of [
    ['stdout', ended.out.toString()],
    ['stderr', ended.err],
  ] as const) {
    const found = RAW.exec(text)
    const around = found
      ? JSON.stringify(text.slice(Math.max(0, found.index - 80), found.index + 40))
      : ''
    assert.equal(found, null, `a control reached ${name}: ${around}`)
  }
  assert.deepEqual(madeByHostile(), [], 'hostile text was run')
  assert.notEqual(ended.code, 70, ended.err)
}

function makePlace(
  name: string,
  options: Parameters<typeof makeLocalSsh>[1] = {},
): {
  readonly run: (...words: readonly string[]) => FerryEnded
  readonly home: string
  readonly cwd: string
} {
  const folder = join(base, name)
  const { bin, home } = makeLocalSsh(folder, options)
  const [cwd, runtime] = [join(folder, 'cwd'), join(folder, 'r')]
  for (const path of [cwd, runtime, join(folder, 'own-home')]) mkdirSync(path)
  const env = {
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    HOME: join(folder, 'own-home'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_RUNTIME_DIR: runtime,
    FERRY_SSH_SHARING: '0',
  }
  return { home, cwd, run: (...words) => ferry(words, { cwd, env }) }
}

const machine = process.arch === 'arm64' ? 'aarch64' : 'x86-64'
const program = join(base, 'program')
writeFileSync(program, makeVersion(machine, 1, 20_000).bytes, { mode: 0o755 })

const EVIL = [
  '\u001b]0;owned\u0007',
  '\u001b[2J\u001b[31m',
  `$(${TOUCH})`,
  `\`${TOUCH}\``,
  `; ${TOUCH};`,
  `-oProxyCommand=${TOUCH}`,
  '\u009b31m',
  '\u202etxt.exe',
  `'"\\\r!*?~`,
] as const

describe('a board that answers with hostile text', () => {
  // Behind each line of an answer, but for the marks of ferry's own frame and of the probe's sections.
  const tail = EVIL.filter((text) => !text.includes('\r'))
    .join(' ')
    .replaceAll('/', '\\/')
    .replaceAll('&', '\\&')
  const bends = {
    behind: `/ferry:/!{/^ready$/!{/@@ferry/!s/$/${tail}/}}`,
    before: `/ferry:/!{/^ready$/!{/@@ferry/!s/^/${tail}/}}`,
    instead: `/ferry:/!{/^ready$/!{/@@ferry/!s/.*/${tail}/}}`,
    everywhere: `/ferry:/!s/ / ${tail} /g`,
  } as const
  for (const [name, bend] of Object.entries(bends)) {
    test(`${name} its words: probe, verify, ship and run`, () => {
      const { run, cwd } = makePlace(`bent-${name}`, { bend })
      copyFileSync(program, join(cwd, 'app'))
      for (const words of [
        ['probe', 'board'],
        ['probe', 'board', '--save', 'evil'],
        ['verify', 'app', '--on', 'board'],
        ['ship', 'app', 'bin/app', '--on', 'board', '-v'],
        ['__runner', '--on', 'board', '--', 'app'],
        ['boards'],
      ]) {
        isClean(run(...words))
      }
    })
  }
})

describe('files with hostile names', () => {
  const { run, home, cwd } = makePlace('names')
  const names = [
    ...EVIL.map((text) => text.replaceAll('/', '_')),
    'a\nb',
    'x\\nb\\c',
    '-rf',
    '--',
    ' ',
    '~',
    "'",
    'x\t',
    '{a,b}',
    '[a]*',
  ]
  let count = 1
  for (const name of names) {
    test(JSON.stringify(name), () => {
      const file = join(cwd, name)
      // Each is another program: one that the board has would be started under its first name.
      const { bytes, says } = makeVersion(machine, ++count, 20_000)
      writeFileSync(file, bytes, { mode: 0o755 })
      const to = join(home, name)
      const shipped = run('ship', '--on', 'board', '-v', '--', file, to)
      isClean(shipped)
      assert.equal(shipped.code, 0, shipped.err)
      assert.deepEqual(readFileSync(to), bytes)
      rmSync(to)
      const ran = run('__runner', '--on', 'board', '--', file)
      isClean(ran)
      assert.deepEqual([ran.code, ran.out.toString()], [STATUS, says], ran.err)
      rmSync(file)
    })
  }
  test('nothing else was made beside them', () => {
    assert.deepEqual(readdirSync(home), ['.cache'])
  })
})

describe('hostile destinations are no options and no commands', () => {
  const { run, cwd } = makePlace('destinations')
  for (const destination of [
    `-oProxyCommand=${TOUCH}`,
    `ssh://-oProxyCommand=${TOUCH}`,
    `x@-oProxyCommand=${TOUCH}`,
    `$(${TOUCH})`,
    `\`${TOUCH}\`@board`,
    `board;${TOUCH}`,
    'board\n-oProxyCommand=x',
    'a\u001b[31mb',
    'virtual:../../../etc',
    `virtual:$(${TOUCH})`,
    'facts:\u001b]0;x\u0007',
  ]) {
    test(JSON.stringify(destination), () => {
      const probed = run('probe', '--', destination)
      isClean(probed)
      assert.ok([2, 3, 4].includes(probed.code ?? -1), `${probed.code}: ${probed.err}`)
      assert.match(probed.err, /^error\[/m)
      writeFileSync(
        join(cwd, 'ferry.toml'),
        `[board.x]\ndestination = ${JSON.stringify(destination)}\n`,
      )
      isClean(run('boards'))
      rmSync(join(cwd, 'ferry.toml'))
    })
  }
})

const shells = ['sh', 'bash', 'busybox sh', 'mksh', 'fish', 'tcsh'].filter((shell) =>
  isThere(shell.split(' ')[0] ?? ''),
)
for (const shell of shells) {
  test(`arguments and environment arrive as they are through the login shell ${shell}`, () => {
    const { run, cwd } = makePlace(`login-${shell.replace(' ', '-')}`, { loginShell: shell })
    const words = [
      ...EVIL,
      '',
      ' a  b ',
      'a\nb',
      '\n',
      '-n',
      '%s%n',
      '\\',
      '\\\\',
      '!!',
      '$HOME',
      '${x}',
      '#',
      'é🦀',
      "it's",
    ]
    const printer = join(cwd, 'printer')
    copyFileSync('/usr/bin/printf', printer)
    const printed = run('__runner', '--on', 'board', '--', printer, '%s|', ...words)
    assert.equal(printed.out.toString(), words.map((word) => `${word}|`).join(''), printed.err)
    const lister = join(cwd, 'lister')
    copyFileSync('/usr/bin/env', lister)
    const pairs = words.map((word, i) => [`EVIL_${i}`, word] as const)
    const lines = pairs.map(([name, value]) => `${name} = ${toToml(value)}`)
    writeFileSync(
      join(cwd, 'ferry.toml'),
      `[board.board]\ndestination = "board"\n[run.env]\n${lines.join('\n')}\n`,
    )
    const listed = run('__runner', '--on', 'board', '--', lister, '-0')
    const got = listed.out.toString().split('\0')
    for (const [name, value] of pairs)
      assert.ok(got.includes(`${name}=${value}`), `${name}: ${listed.err}`)
    assert.deepEqual(madeByHostile(), [], 'hostile text was run')
  })
}

/** A basic string of TOML: controls as \uXXXX. */
function toToml(text: string): string {
  // oxlint-disable-next-line no-control-regex -- TOML forbids them raw
  return JSON.stringify(text).replaceAll(
    /[\u007f-\u009f]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
