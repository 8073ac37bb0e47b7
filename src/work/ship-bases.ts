import { chooseDelta } from '../core/plan/ship-delta.ts'
import type { ShipDelta } from '../core/plan/ship-delta.ts'
import type { ShipPlace } from '../core/read/ship-check.ts'
import { findKept } from './kept-contents.ts'
import type { KeptContent } from './kept-contents.ts'
import { hostHasDictionaries, makeDelta } from './make-delta.ts'
import type { Delta } from './make-delta.ts'
import type { DeltaFinder, ShipJob } from './ship-job.ts'
import { recallRate, recallVersions } from './shipped-notes.ts'

/** A file that lies on the board as far as is known, and here for certain. */
export interface ShipBase {
  /** On the board. */
  readonly path: string
  readonly kept: KeptContent
}

export interface ShipBases {
  /** The way of a delta, where one may be worth it. */
  readonly delta?: ShipDelta
  readonly bases: readonly ShipBase[]
  readonly find?: DeltaFinder
}

/** Versions that are asked for. */
const MOST_BASES = 4

/** The request is on its way by then: looking for differences keeps this process busy. */
const START_MS = 30

/**
 * What a delta could start from. `versions`: the file gets a place of its own, and older ones of its name may lie in theirs; else
 * the file that it replaces. Differences to the newest version are looked for at once, while the board is asked.
 */
export async function prepareBases(
  job: ShipJob,
  { versions }: { readonly versions: boolean },
): Promise<ShipBases> {
  const { world, remote, facts, payload } = job
  if (remote.near === true) return { bases: [] }
  const rate = await recallRate(world, remote.name, facts)
  const choose = (oldSize: number): ShipDelta | undefined =>
    chooseDelta(facts.tools ?? [], {
      near: false,
      hostHasDictionaries: hostHasDictionaries(),
      size: payload.sums.size,
      oldSize,
      ...(rate === undefined ? {} : { rate }),
    })
  const delta = choose(payload.sums.size)
  if (delta === undefined) return { bases: [] }
  const bases = versions ? await recallBases(job) : []
  if (versions && bases.length === 0) return { bases }
  const make = (kept: KeptContent, start: number): Promise<Delta | undefined> =>
    choose(kept.size) === delta ? deltaTo(job, delta, kept, start) : Promise.resolve(undefined)
  const guess = bases[0]?.kept
  const early = guess
    ? world.clock.sleep(START_MS).then(() => (remote.near === true ? undefined : make(guess, 0)))
    : Promise.resolve(undefined)
  early.catch(() => {})
  return {
    delta,
    bases,
    find: async (place, resumed) => {
      // Known by now.
      if (remote.near === true) return undefined
      const kept =
        place.base === undefined ? await findLying(job, place.lies) : bases[place.base]?.kept
      if (!kept) return undefined
      return kept === guess && resumed === 0 ? early : make(kept, resumed)
    },
  }
}

async function recallBases({ world, remote, facts, payload, name }: ShipJob): Promise<ShipBase[]> {
  const versions = await recallVersions(world, remote.name, facts, name)
  const bases: ShipBase[] = []
  for (const { sha256, path } of versions.slice(0, MOST_BASES)) {
    if (sha256 === payload.sums.sha256) continue
    const kept = await findKept(world, (sums) => sums.get('sha256') === sha256)
    if (kept) bases.push({ path, kept })
  }
  return bases
}

async function findLying(
  { world }: ShipJob,
  lies: ShipPlace['lies'],
): Promise<KeptContent | undefined> {
  return lies && findKept(world, (sums) => sums.get(lies.kind) === lies.value)
}

async function deltaTo(
  { world, payload, facts }: ShipJob,
  kind: ShipDelta,
  kept: KeptContent,
  start: number,
): Promise<Delta | undefined> {
  const [old, fresh] = await Promise.all([
    world.files.read(kept.path),
    world.files.read(payload.path),
  ])
  return old && fresh && makeDelta(kind, { old, fresh, start }, facts.tools ?? [])
}
