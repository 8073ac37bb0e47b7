import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { after, before, test } from 'node:test'

import { quoteSh } from '../../src/core/text/quote-sh.ts'
import { ferry, makeFolder } from './ferry.ts'
import { makeRealWorld } from './real-world.ts'
import { ensureShell } from './shells.ts'
import type { FetchedShell } from './shells.ts'

const folder = makeFolder({
  'notes.txt': '',
  'complete.sh': String(ferry(['completion', 'bash']).out),
  'zsh/_ferry': String(ferry(['completion', 'zsh']).out),
  'ferry.fish': String(ferry(['completion', 'fish']).out),
})
after(folder.remove)
const cwd = folder.path

/** What bash offers for the last word of a line. */
function offered(...words: readonly string[]): readonly string[] {
  const script =
    'source ./complete.sh; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ferry; printf "%s\\n" "${COMPREPLY[@]}"'
  const ended = spawnSync('bash', ['--norc', '-c', script, 'bash', ...words], {
    cwd,
    encoding: 'utf8',
  })
  assert.equal(ended.stderr, '')
  return ended.stdout.split('\n').filter(Boolean)
}

test('bash completes commands, subcommands, options, values and files', () => {
  assert.deepEqual(offered('ferry', 'ru'), ['run'])
  assert.deepEqual(offered('ferry', 'virtual', 'sto'), ['stop'])
  assert.deepEqual(offered('ferry', 'run', '--at'), ['--at-once'])
  assert.deepEqual(offered('ferry', 'test', '--retry'), ['--retry-failed'])
  assert.deepEqual(offered('ferry', 'run', '--format', 'jsonl'), ['jsonl'])
  assert.deepEqual(offered('ferry', 'ship', 'no'), ['notes.txt'])
  assert.deepEqual(offered('ferry', '--format', 'json', 'ru'), ['run'])
  assert.deepEqual(offered('ferry', '--verb'), ['--verbose'])
  assert.deepEqual(offered('ferry', 'env', '--shell', 'p'), ['powershell'])
  assert.deepEqual(offered('ferry', 'nothing-of-the-kind', '--x'), [])
})

const shells: { zsh?: FetchedShell; fish?: FetchedShell } = {}
before(async () => {
  const world = makeRealWorld()
  shells.zsh = await ensureShell(world, 'zsh')
  shells.fish = await ensureShell(world, 'fish')
})

/** What fish offers for a line, without the descriptions. */
function fishOffers(line: string): readonly string[] {
  const { file = '', args = [], root = '' } = shells.fish ?? {}
  const script = `set fish_function_path ${quoteSh(`${root}/usr/share/fish/functions`)}; source ferry.fish; complete --do-complete=${quoteSh(line)}`
  const ended = spawnSync(file, [...args, '--no-config', '-c', script], {
    cwd,
    encoding: 'utf8',
    env: { HOME: cwd, PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' },
  })
  assert.equal(ended.stderr, '')
  return ended.stdout.split('\n').flatMap((one) => one.split('\t')[0] || [])
}

test('fish completes commands, subcommands, options, values and files', () => {
  assert.deepEqual(fishOffers('ferry ru'), ['run'])
  assert.deepEqual(fishOffers('ferry virtual sto'), ['stop'])
  assert.deepEqual(fishOffers('ferry run --at'), ['--at-once'])
  assert.deepEqual(fishOffers('ferry test --retry'), ['--retry-failed'])
  assert.deepEqual(fishOffers('ferry run --format jsonl'), ['jsonl'])
  assert.deepEqual(fishOffers('ferry run --format '), ['json', 'jsonl', 'text'])
  assert.deepEqual(fishOffers('ferry ship no'), ['notes.txt'])
  assert.deepEqual(fishOffers('ferry completion '), ['bash', 'fish', 'powershell', 'zsh'])
  assert.deepEqual(fishOffers('ferry --format json ru'), ['run'])
  assert.deepEqual(fishOffers('ferry explain --nothing-of-the-kind'), [])
  assert.deepEqual(fishOffers('ferry --verb'), ['--verbose'])
  assert.deepEqual(fishOffers('ferry env --shell p'), ['powershell'])
  assert.deepEqual(fishOffers('cargo-ferry ru'), ['run'])
})

/** A terminal with zsh, in which a line is typed, tab and return after it: gives the words that the command was called with. */
async function typeIntoZsh(lines: readonly string[]): Promise<readonly string[]> {
  const { file = '', root = '' } = shells.zsh ?? {}
  const functions = `${root}/usr/share/zsh/functions`
  const start = [
    `fpath=(${functions} ${functions}/Completion ${functions}/Completion/*(/) ${cwd}/zsh)`,
    "PS1='> '",
    'unsetopt zle_bracketed_paste beep',
    'autoload -Uz compinit',
    'compinit -u -D',
    // One line for each call; the quotes in what is typed keep it from being taken for the answer.
    `ferry() { print -r -- "GO""T<$*>" }; functions[cargo-ferry]=$functions[ferry]`,
    'print REA""DY',
  ].join('; ')
  const child = spawn('script', ['-qec', `${quoteSh(file)} -f -i`, '/dev/null'], {
    cwd,
    env: { HOME: cwd, PATH: process.env['PATH'], TERM: 'xterm', LC_ALL: 'C.UTF-8', COLUMNS: '200' },
  })
  let said = ''
  const waiting = new Set<() => void>()
  const wake = (): void => {
    for (const one of waiting) one()
  }
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    wake()
  })
  let gone = false
  child.once('close', () => {
    gone = true
    wake()
  })
  const heard = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = pattern.exec(said)
      if (found) return found
      assert.ok(!gone, `zsh ended: ${said}`)
      await new Promise<void>((settle) => {
        const done = (): void => {
          waiting.delete(done)
          settle()
        }
        waiting.add(done)
      })
    }
  }
  child.stdin.write(`${start}\n`)
  await heard(/READY\r\n/)
  const answers: string[] = []
  for (const line of lines) {
    said = ''
    child.stdin.write(`${line}\t\n`)
    answers.push((await heard(/GOT<(.*?)>\r\n/))[1] ?? '')
  }
  child.stdin.end('exit\n')
  child.kill()
  return answers
}

test('zsh completes commands, subcommands, options, values and files', async () => {
  const typed = {
    'ferry ru': 'run',
    'ferry virtual sto': 'virtual stop',
    'ferry run --at': 'run --at-once',
    'ferry test --retry': 'test --retry-failed',
    'ferry run --format=jsonl': 'run --format=jsonl',
    'ferry run --color=al': 'run --color=always',
    'ferry run --color al': 'run --color always',
    'ferry ship no': 'ship notes.txt',
    'ferry completion po': 'completion powershell',
    'ferry --quiet ru': '--quiet run',
    'ferry --format js ru': '--format js run',
    'ferry --format jsonl ship no': '--format jsonl ship notes.txt',
    'ferry --color al': '--color always',
    'ferry --verb': '--verbose',
    'cargo-ferry virtual sto': 'virtual stop',
    'ferry explain --nothing-of-the-kind': 'explain --nothing-of-the-kind',
  }
  assert.deepEqual(await typeIntoZsh(Object.keys(typed)), Object.values(typed))
})
