import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boardSamples, type BoardSample } from '../../../test/fakes/board-samples.ts'
import { elfSample } from '../../../test/fakes/elf-sample.ts'
import type { Finding } from '../verdict/finding.ts'
import { judge } from '../verdict/judge.ts'
import { explainDeath } from './explain-death.ts'

function findingsOf(fixture: string, board: BoardSample): readonly Finding[] {
  return judge(elfSample(fixture), boardSamples[board]).findings
}

test('a program that ends by its own choice needs no explanation', () => {
  for (const code of [0, 1, 2, 101, 126, 127, 134, 255]) {
    assert.equal(explainDeath({ code, findings: [] }), undefined, String(code))
  }
  assert.equal(explainDeath({ code: 1, said: 'error: no such record', findings: [] }), undefined)
  assert.equal(
    explainDeath({ code: 1, said: 'ssh: Could not resolve hostname x', findings: [] }),
    undefined,
  )
})

test('SIGILL: a warning from before is the reason now', () => {
  const findings = findingsOf('armv7-stripped', 'pi-zero')
  const death = explainDeath({ code: 132, findings })
  assert.equal(death?.code, 'elf/cpu-too-new')
  assert.deepEqual(
    death.findings.map((f) => f.code),
    ['elf/cpu-too-new'],
  )
  assert.deepEqual(death.fix.command, ['ferry', 'build', '--on', 'pi-zero'])
  assert.match(explainDeath({ code: 132, findings: [] })?.title ?? '', /SIGILL/)
})

test('SIGSEGV and SIGBUS: pages and relocations', () => {
  const relr = explainDeath({ code: 139, findings: findingsOf('aarch64-relr-table', 'old-kernel') })
  assert.equal(relr?.code, 'elf/relr')
  const pages = explainDeath({ code: 135, findings: findingsOf('armhf-4k-pages', 'pi-5') })
  assert.equal(pages?.code, 'elf/page-size')
  assert.equal(explainDeath({ code: 139, findings: [] })?.code, 'run/segfault')
  assert.equal(explainDeath({ code: 137, findings: [] })?.code, 'run/out-of-memory')
})

test('what the loader said counts, whatever the exit code', () => {
  const said = "./app: /lib/libc.so.6: version `GLIBC_2.39' not found (required by ./app)\n"
  const death = explainDeath({ code: 1, said, findings: findingsOf('aarch64-glibc-2.39', 'pi-4') })
  assert.equal(death?.code, 'elf/glibc-too-new')
  assert.equal(death.findings.length, 1)
  const jemalloc = { code: 134, said: '<jemalloc>: Unsupported system page size\n', findings: [] }
  assert.equal(explainDeath(jemalloc)?.code, 'elf/jemalloc-page-size')
})

test('127 with a loader that was in doubt', () => {
  const findings = findingsOf('armel-dynamic', 'pi-zero')
  assert.equal(explainDeath({ code: 127, findings })?.findings.length, 2)
})
