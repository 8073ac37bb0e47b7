import { dirname, join } from 'node:path'

import { readDf } from '../../core/read/probed-places.ts'
import { formatSize } from '../../core/text/format-size.ts'
import type { Outcome, Patient } from './outcome.ts'

/** One target wants about this much: a sysroot of 45 MB, its packages, and Debian's Rust (0.5 GB) where rustup has no std. Measured on Debian 12 and sid. */
const ENOUGH = 1_000_000_000

/** ferry's cache: can it be written, and is there room? */
export async function checkCache({ world }: Patient): Promise<Outcome> {
  const { cache } = world.host
  const common = {
    id: 'cache',
    needed: true,
    why: 'sysroots, toolchains and virtual boards lie there',
  }
  const fix = {
    text: `make room in ${cache} (what lies there is made again when it is needed), or name another place`,
    command: ['env', 'XDG_CACHE_HOME=/PLACE', 'ferry', 'doctor'],
  }
  const trial = join(cache, 'doctor-was-here')
  try {
    await world.files.write(trial, 'ferry')
    await world.files.remove(trial)
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    return { ...common, state: 'blocked', evidence: `${cache} cannot be written (${reason})`, fix }
  }
  if (world.host.platform === 'win32') {
    return { ...common, state: 'ok', evidence: `${cache} can be written` }
  }
  const free = await readFree({ world }, cache)
  if (free === undefined) {
    return { ...common, state: 'unknown', evidence: `${cache}: df told nothing of its space`, fix }
  }
  const evidence = `${cache}, ${formatSize(free)} free`
  return free < ENOUGH
    ? {
        ...common,
        state: 'blocked',
        evidence: `${evidence}, ${formatSize(ENOUGH)} are wanted`,
        fix,
      }
    : { ...common, state: 'ok', evidence }
}

/** By `df -Pk` (POSIX) of the folder, or of the nearest above it that exists. */
async function readFree(
  { world }: Pick<Patient, 'world'>,
  folder: string,
): Promise<number | undefined> {
  let at = folder
  while (!(await world.files.stat(at)) && at !== dirname(at)) at = dirname(at)
  const ended = await world.processes.run(
    { file: 'df', args: ['-Pk', at], env: { LC_ALL: 'C' } },
    { timeoutMs: 10_000 },
  )
  const lines = new TextDecoder().decode(ended.stdout).split('\n')
  return [...readDf(lines).values()][0]
}
