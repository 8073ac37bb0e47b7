import assert from 'node:assert/strict'
import { test } from 'node:test'

import { ProblemError } from '../../core/problem/problem.ts'
import type { Compiler } from '../linking/compiler.ts'
import type { CargoRun } from './run-cargo.ts'
import { runWithLibcxx } from './run-with-libcxx.ts'

type World = Parameters<typeof runWithLibcxx>[0]

const compiler: Compiler = {
  kind: 'clang',
  why: '',
  cc: '/c/cc',
  cxx: '/c/c++',
  ar: 'ar',
  ranlib: 'ranlib',
  cmakeToolchain: '/c/t',
  libcxx: '/c/libcxx',
}
const ended = (code: number, said: string): CargoRun => ({
  ending: { kind: 'exit', code },
  artifacts: [],
  said,
  ms: 1,
})
const lacking = ended(101, "words.cpp:1:10: fatal error: 'iostream' file not found")
/** There is the library already. */
const made = { files: { stat: () => Promise.resolve({ size: 1 }) } } as unknown as World
/** It is not there, and no source package can be had. */
const offline = {
  clock: { ticks: () => 0 },
  files: {
    stat: () => Promise.resolve(undefined),
    locked: (_: string, work: () => Promise<unknown>) => work(),
    remove: () => Promise.resolve(),
  },
  packages: {
    source: () =>
      Promise.reject(
        new ProblemError({ code: 'host/no-network', title: 'the mirror does not answer', exit: 3 }),
      ),
  },
} as unknown as World

async function check(
  world: World,
  runs: readonly CargoRun[],
  calls: number,
  expected: Awaited<ReturnType<typeof runWithLibcxx>>,
  by: Compiler | undefined = compiler,
): Promise<void> {
  let count = 0
  const cargo = (): Promise<CargoRun> => Promise.resolve(runs[count++] ?? lacking)
  assert.deepEqual(await runWithLibcxx(world, by, cargo, () => {}), expected)
  assert.equal(count, calls)
}

test('cargo runs once more with the C++ library', async () => {
  const done = ended(0, '')
  await check(made, [lacking, done], 2, { run: done })
  await check(made, [ended(101, 'ld.lld: error: unable to find library -lstdc++'), done], 2, {
    run: done,
  })
})

test('but not twice, not for another failure, and not for glibc', async () => {
  await check(made, [lacking, lacking, ended(0, '')], 2, { run: lacking })
  const other = ended(101, 'error[E0425]: cannot find value')
  await check(made, [other], 1, { run: other })
  const { libcxx: _, ...glibc } = compiler
  await check(made, [lacking], 1, { run: lacking }, glibc)
})

test('where it cannot be made, that is said', async () => {
  const noLibcxx = 'the mirror does not answer'
  await check(offline, [lacking], 1, { run: lacking, noLibcxx })
})
