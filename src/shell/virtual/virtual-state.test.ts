import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'

import { makeFiles } from '../files.ts'
import { bootId, isRunning, readKept, readRun, startTicks } from './board-state.ts'
import { encodeSteps } from './encode-steps.ts'
import { errnoName, explainStart, isRefusal, readInitAnswer } from './explain-start.ts'
import type { HostRules } from './explain-start.ts'
import { makeKey } from './make-keys.ts'
import { virtualFolders } from './virtual-folders.ts'

const folder = mkdtempSync(join(tmpdir(), 'ferry-vs-'))
after(() => rmSync(folder, { recursive: true }))

test('steps as board-init reads them', () => {
  const text = Buffer.from(
    encodeSteps([
      ['chdir', '/'],
      ['limit', 4, 0],
    ]),
  ).toString()
  assert.equal(text, '2;5:chdir\x001:/\x003;5:limit\x001:4\x001:0\0')
  assert.equal(
    Buffer.from(encodeSteps([['write', 'ä\0']])).toString('latin1'),
    '2;5:write\x003:\xc3\xa4\0\0',
  )
})

test('answers of board-init', () => {
  assert.deepEqual(readInitAnswer('ready 42\n'), { pid: 42 })
  assert.deepEqual(readInitAnswer('failed 3 mount 1\n'), { index: 3, step: 'mount', errno: 1 })
  for (const bad of ['', 'ready', 'ready x\n', 'failed 1 mount\n']) {
    assert.equal(readInitAnswer(bad), undefined)
  }
})

test('what forbids a board, and how to allow it', () => {
  const rules: HostRules = {
    uid: 1000,
    kernel: '6.8.0-31-generic',
    apparmor: undefined,
    clone: undefined,
    most: '96365',
  }
  const explain = (step: string, errno: number, more: Partial<HostRules> = {}, kind?: string) =>
    explainStart('x', { index: 0, step, errno }, kind, { ...rules, ...more }, []).problem
  assert.equal(errnoName(1), 'EPERM')
  const zero = explain('namespaces', 28, { most: '0' })
  assert.equal(zero.code, 'virtual/not-allowed')
  assert.deepEqual(zero.fix?.command?.slice(-1), ['user.max_user_namespaces=10000'])
  assert.match(explain('namespaces', 1, { clone: '0' }).why ?? '', /unprivileged_userns_clone is 0/)
  assert.match(explain('uid-map', 1, { apparmor: '1' }).why ?? '', /apparmor_restrict/)
  assert.match(explain('namespaces', 1).why ?? '', /seccomp/)
  assert.match(explain('rules', 1, { kernel: '6.1.0-37-amd64' }).why ?? '', /from Linux 6\.7 on/)
  assert.match(explain('rules', 19).why ?? '', /module/)
  assert.match(explain('mount', 1, {}, 'proc').why ?? '', /container/)
  const other = explain('mount', 28, {}, 'overlay')
  assert.equal(other.code, 'virtual/start-failed')
  assert.match(other.title, /mount overlay failed \(ENOSPC\)/)
  assert.ok(!isRefusal({ index: 0, step: 'listen', errno: 98 }))
})

test('this process is itself, and no other', () => {
  const ticks = startTicks(process.pid)
  assert.ok(ticks !== undefined && /^\d+$/.test(ticks))
  const run = { pid: process.pid, startTicks: ticks, boot: bootId() }
  assert.ok(isRunning(run))
  assert.ok(!isRunning({ ...run, startTicks: '1' }))
  assert.ok(!isRunning({ ...run, boot: 'another' }))
  assert.ok(!isRunning({ ...run, pid: 0x3fff_ffff }))
})

test('state that is damaged is no state', async () => {
  const folders = virtualFolders({ cache: folder })
  const files = makeFiles()
  const path = join(folders.boards, 'x')
  await files.makeFolder(path)
  assert.equal(await readKept(files, folders, 'x'), undefined)
  const kept = {
    schema: 'ferry.virtual-board/1',
    name: 'x',
    preset: 'pi-4',
    release: 'bookworm',
    root: 'r',
    options: { noexec: ['/tmp'] },
    serial: '00',
    hostKey: 'k',
  }
  writeFileSync(join(path, 'board.json'), JSON.stringify(kept))
  assert.deepEqual(await readKept(files, folders, 'x'), kept)
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) => {
      writeFileSync(join(path, 'run.json'), text)
      assert.equal(await readRun(files, folders, 'x'), undefined)
    }),
    { numRuns: 50 },
  )
  const whole = JSON.stringify(kept)
  for (let cut = 0; cut < whole.length; cut += 7) {
    writeFileSync(join(path, 'board.json'), whole.slice(0, cut))
    assert.equal(await readKept(files, folders, 'x'), undefined)
  }
})

test('keys are keys to OpenSSH', () => {
  const key = makeKey('comment here')
  const file = join(folder, 'id')
  writeFileSync(file, key.opensshFile, { mode: 0o600 })
  const line = execFileSync('ssh-keygen', ['-y', '-f', file], { encoding: 'utf8' })
  assert.equal(line.trim(), `${key.publicLine} comment here`)
  assert.equal(key.dropbearFile.length, 4 + 11 + 4 + 64)
  assert.notEqual(makeKey('').publicLine, key.publicLine)
})
