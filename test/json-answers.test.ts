import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'

import { COMMAND_TABLE } from '../src/cli/command-table.ts'
import { checkJsonAnswer, checkJsonLines } from './fakes/json-answer.ts'
import { runInProcess } from './fakes/run-in-process.ts'

/** Commands as a script calls them; boards are recorded ones. Those that build are in real/json-answers.test.ts. */
const folder = join(import.meta.dirname, 'golden')
const elf = '../fixtures/elf/built/x86-64-static'
const recorded = 'facts:../boards/pi-zero-w-raspbian.json'

async function check(line: string, name: string, code = 0): Promise<void> {
  const ended = await runInProcess(['--format', 'json', ...line.split(' ')], folder)
  assert.equal(ended.code, code, ended.text)
  checkJsonAnswer(ended.out, name)
}

test('answers fit their schemas', async () => {
  await check(`verify ${elf} --on ${recorded}`, 'verify', 1)
  await check(`verify ${elf} --on tape:tapes/pi-2--verify.json`, 'verify', 1)
  await check('probe tape:tapes/pi-2--probe.json', 'board')
  await check(`probe ${recorded}`, 'board')
  await check('ship note.txt --on tape:tapes/pi-4--again.json', 'ship')
  await check('target pi 4', 'target')
  await check('target --on tape:tapes/pi-zero--target.json', 'target')
  await check('explain armhf', 'explain')
  await check('explain elf/float-abi', 'explain')
  await check('explain Exec format error', 'explain')
  await check('boards', 'boards')
  await check('virtual list', 'virtual')
  await check('virtual stop pi-4', 'virtual')
  await check('virtual remove pi-4', 'virtual')
  await check('init --undo', 'init')
  for (const shell of ['bash', 'zsh', 'fish', 'powershell'])
    await check(`completion ${shell}`, 'completion')
})

test('problems fit theirs, each with its exit code', async () => {
  await check('verfy', 'problem', 2)
  await check('run', 'problem', 2)
  await check('run --one pi', 'problem', 2)
  await check(`verify nothing-here --on ${recorded}`, 'problem', 2)
  await check(`verify ${elf} --on facts:nothing-here.json`, 'problem', 2)
  await check('probe -- -oProxyCommand=x', 'problem', 2)
  await check('probe ssh://pi@127.0.0.1:1', 'problem', 4)
  await check('virtual start nothing-here', 'problem', 2)
  await check('target frobnicator 9000', 'problem', 2)
})

test('jsonl is events and then the answer, or the problem', async () => {
  const run = async (line: string): Promise<string> =>
    (await runInProcess([...line.split(' '), '--format', 'jsonl'], folder)).out
  assert.ok(checkJsonLines(await run(`verify ${elf} --on tape:tapes/pi-2--verify.json`), 'verify'))
  assert.ok(checkJsonLines(await run('probe tape:tapes/pi-2--probe.json'), 'board'))
  assert.ok(checkJsonLines(await run('ship missing.txt --on tape:tapes/none.json'), 'problem') >= 0)
})

test('every command has a schema, and every schema says which it is', () => {
  const schemas = resolve(import.meta.dirname, '..', 'schema')
  const names = readdirSync(schemas).map((name) => name.replace('.schema.json', ''))
  const missing = Object.keys(COMMAND_TABLE).filter(
    (name) => !names.includes(name === 'probe' ? 'board' : name),
  )
  assert.deepEqual(missing, [])
  for (const name of names) {
    const text = readFileSync(join(schemas, `${name}.schema.json`), 'utf8')
    assert.equal((JSON.parse(text) as { $id: string }).$id, `ferry.${name}/1`)
  }
})
