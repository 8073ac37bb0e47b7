import { fromProblem } from '../../core/doctor/check.ts'
import { noMirror } from '../../core/problem/package-problems.ts'
import { ProblemError } from '../../core/problem/problem.ts'
import type { Outcome, Patient } from './outcome.ts'

const MOST_MS = 15_000
/** Debian's are 0.2 MB. */
const MOST_BYTES = 4_000_000

/** Is the mirror reached from which sysroots and toolchains come? It is asked for the Release file of one suite. */
export async function checkMirror(
  { world }: Patient,
  suite: string,
  { needed }: { readonly needed: boolean },
): Promise<Outcome> {
  const common = { id: 'mirror', needed, why: 'sysroots and toolchains come from it' }
  const mirrors = await world.packages.mirrors()
  const [base] = mirrors
  if (base === undefined) {
    return { ...common, ...fromProblem(noMirror('Debian', ['/etc/apt']).problem), state: 'missing' }
  }
  const host = nameOf(base)
  const started = world.clock.ticks()
  const patience = new AbortController()
  const asked = world.downloads.text(`${base}/dists/${suite}/InRelease`, MOST_BYTES)
  // Where the time is over first, nobody waits for its failure.
  asked.catch(() => undefined)
  try {
    const answer = await Promise.race([
      asked,
      world.clock.sleep(MOST_MS, patience.signal).then(() => undefined),
    ])
    if (answer === undefined) {
      const evidence = `${host} did not answer within ${MOST_MS / 1000} s`
      return { ...common, state: 'blocked', evidence, code: 'host/no-network' }
    }
    const ms = Math.round(world.clock.ticks() - started)
    return { ...common, state: 'ok', evidence: `${host} has ${suite} (${ms} ms)` }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { ...common, ...fromProblem(error.problem), state: 'blocked' }
  } finally {
    patience.abort()
  }
}

function nameOf(base: string): string {
  return /^[a-z+]+:\/\/(?:[^@/]*@)?([^/]*)/.exec(base)?.[1] || base
}
