import type { Tell } from '../../core/event.ts'
import { explainCargoFailure } from '../../core/read/cargo-failure.ts'
import type { Compiler } from '../linking/compiler.ts'
import { ensureLibcxx } from '../linking/ensure-libcxx.ts'
import type { BuildWorld } from './prepare-build.ts'
import type { CargoRun } from './run-cargo.ts'

/**
 * Runs cargo; where a build for musl fails because it lacks a C++ library, that is made and cargo runs once more. Whether a
 * crate holds C++ is known for certain only then: the crate cc compiles both.
 */
export async function runWithLibcxx(
  world: BuildWorld,
  compiler: Compiler | undefined,
  cargo: () => Promise<CargoRun>,
  tell: Tell,
): Promise<{ readonly run: CargoRun; readonly noLibcxx?: string }> {
  const run = await cargo()
  const ended = run.ending.kind === 'exit' && run.ending.code === 0
  if (ended || compiler?.libcxx === undefined) return { run }
  if (explainCargoFailure(run.said)?.kind !== 'cxx-missing') return { run }
  const noLibcxx = await ensureLibcxx(world, compiler, tell)
  return noLibcxx === undefined ? { run: await cargo() } : { run, noLibcxx }
}
