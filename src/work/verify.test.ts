import assert from 'node:assert/strict'
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { execFileSync } from 'node:child_process'
import { boardSamples } from '../../test/fakes/board-samples.ts'
import { elfBytes } from '../../test/fakes/elf-sample.ts'
import type { Event } from '../core/event.ts'
import { ProblemError } from '../core/problem/problem.ts'
import { makeFiles } from '../shell/files.ts'
import { makeProcesses } from '../shell/processes.ts'
import { verifyFiles, type VerifyOptions } from './verify.ts'

const world = { files: makeFiles(), processes: makeProcesses() }
const folder = mkdtempSync(join(tmpdir(), 'ferry-verify-'))
after(() => rmSync(folder, { recursive: true }))

function put(name: string, fixture: string): string {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, elfBytes(fixture))
  return path
}

async function verdicts(paths: readonly string[], options: VerifyOptions = {}): Promise<string[]> {
  const { results } = await verifyFiles(world, paths, boardSamples['pi-4'], options, () => {})
  return results.map((r) =>
    `${r.file.replace(`${folder}/`, '')} ${r.verdict} ${r.findings.map((f) => f.code).join(' ')}`.trim(),
  )
}

test('files, a folder, an archive, a shared object', async () => {
  const app = put('tree/app', 'aarch64-dynamic')
  put('tree/deep/other', 'x86-64-static')
  put('tree/deep/part.o', 'aarch64-object')
  writeFileSync(join(folder, 'tree/README'), 'text')
  const archive = put('libfloat.a', 'armv7-archive')
  const library = put('libone.so', 'aarch64-library')
  assert.deepEqual(await verdicts([app]), ['tree/app runs'])
  assert.deepEqual(await verdicts([join(folder, 'tree')]), [
    'tree/app runs',
    'tree/deep/other fails elf/wrong-machine',
  ])
  assert.deepEqual(await verdicts([library]), ['libone.so runs'])
  const armhf = boardSamples['debian-13-armhf']
  const ok = await verifyFiles(world, [archive], armhf, {}, () => {})
  assert.equal(ok.results[0]?.verdict, 'runs')
  const zero = await verifyFiles(world, [archive], boardSamples['pi-zero'], {}, () => {})
  assert.equal(zero.results[0]?.verdict, 'fails')
  assert.deepEqual(zero.results[0]?.findings[0]?.guilty, ['armv7-archive.o'])
})

test('a library beside the program is found by $ORIGIN and judged, too', async () => {
  const app = put('own/app', 'aarch64-runpath')
  assert.deepEqual(await verdicts([app]), ['own/app unsure elf/library-missing'])
  put('own/lib/libown.so', 'aarch64-library')
  assert.deepEqual(await verdicts([app]), ['own/app runs', 'own/lib/libown.so runs'])
  put('own/lib/libown.so', 'armhf-dynamic')
  const [, second] = await verdicts([app])
  assert.match(
    second ?? '',
    /libown.so fails elf\/not-executable|libown.so fails elf\/wrong-machine/,
  )
})

test('the opt-out, the events, a file that is not there', async () => {
  const app = put('needs', 'aarch64-needs-openssl-1.1')
  assert.deepEqual(await verdicts([app]), ['needs fails elf/library-missing'])
  assert.deepEqual(await verdicts([app], { allow: ['elf/library-missing'] }), [
    'needs runs elf/library-missing',
  ])
  const events: Event[] = []
  await verifyFiles(world, [app], boardSamples['pi-4'], {}, (event) => events.push(event))
  assert.deepEqual(
    events.map((e) => e.kind),
    ['verdict'],
  )
  await assert.rejects(verdicts([join(folder, 'nowhere')]), (error) => {
    return error instanceof ProblemError && error.problem.code === 'host/no-such-file'
  })
})

test('a program that git tracks', async () => {
  const app = put('repository/app', 'aarch64-static')
  const git = (...args: string[]): void => {
    execFileSync('git', ['-C', join(folder, 'repository'), ...args], { stdio: 'ignore' })
  }
  git('init')
  assert.deepEqual(await verdicts([app]), ['repository/app runs'])
  git('add', 'app')
  assert.deepEqual(await verdicts([app]), ['repository/app runs git/binary-tracked'])
  assert.deepEqual(await verdicts([app], { skipGit: true }), ['repository/app runs'])
})
