import type { BoardFacts, Place } from '../core/board/board-facts.ts'
import { decodeText } from '../core/bytes/decode-text.ts'
import type { Tell } from '../core/event.ts'
import { planProbe } from '../core/plan/probe-script.ts'
import { badAnswer } from '../core/problem/board-problems.ts'
import { readProbeAnswer } from '../core/read/probe-answer.ts'
import { chooseTarget } from '../core/target/choose-target.ts'
import type { Remote } from '../ports/remote.ts'
import type { World } from '../ports/world.ts'
import { recallFacts, rememberFacts } from './facts-cache.ts'
import type { RememberedFacts } from './facts-cache.ts'
import { readRecordedFacts, recordedFile } from './recorded-facts.ts'

export interface ProbeOptions {
  /** Ask for everything, whatever is remembered. */
  readonly fresh?: boolean
  /** Where nothing changed, the room of its places is not asked: shipping looks at it anyway. They come without `freeBytes` then. */
  readonly brief?: boolean
  /** A connection that is there already; else one is opened by `world.connect` and closed. */
  readonly remote?: Remote
  readonly signal?: AbortSignal
}

/** A board that answers at all answers within this time, an emulated ARMv5 with an SD card included. */
const PROBE_TIMEOUT_MS = 60_000

/**
 * What a board is: one round trip, nothing written there. What was learnt before is taken where the board's fingerprint is still the
 * same (asked in that round trip). `facts:FILE` is read from the file. Throws `ssh/…`, `board/bad-facts`, `board/bad-answer`.
 */
export async function probe(
  world: World,
  destination: string,
  tell: Tell,
  options: ProbeOptions = {},
): Promise<BoardFacts> {
  const file = recordedFile(destination)
  if (file !== undefined) {
    const facts = await readRecordedFacts(world, file)
    return withTarget({ name: destination, ...facts })
  }
  const started = world.clock.ticks()
  const known = options.fresh === true ? undefined : await recallFacts(world, destination)
  const remote = options.remote ?? (await world.connect(destination))
  try {
    tell({ kind: 'step', id: 'probe', text: `Asking ${destination} what it is` })
    const brief = options.brief === true && hasGoodPlace(known?.facts)
    const script = planProbe(known?.fingerprint, brief)
    tell({ kind: 'command', file: 'sh', args: ['-c', script], where: destination })
    const ended = await remote.exec(script, {
      timeoutMs: PROBE_TIMEOUT_MS,
      ...(options.signal ? { signal: options.signal } : {}),
    })
    const answer = readProbeAnswer(decodeText(ended.stdout))
    if (answer.fingerprint === undefined) {
      const stderr = decodeText(ended.stderr.subarray(-4096)).split('\n').slice(-10)
      throw badAnswer(
        destination,
        `the probe ended with ${ended.ending.kind} and said nothing`,
        stderr,
      )
    }
    // Room and mounts change without anything else: what is remembered of them does not count.
    const facts =
      known && answer.same
        ? { ...known.facts, places: answer.facts.places ?? withoutRoom(known.facts.places) }
        : withTarget({
            ...answer.facts,
            name: destination,
            probedAt: new Date(world.clock.now()).toISOString(),
          })
    if (!answer.same && answer.whole) {
      await rememberFacts(world, destination, { facts, fingerprint: answer.fingerprint })
    }
    tell({
      kind: 'step-done',
      id: 'probe',
      text: describeBoard(facts),
      ms: world.clock.ticks() - started,
    })
    return facts
  } finally {
    if (!options.remote) await remote.close()
  }
}

/** What is remembered of a board, unchecked: for work that may begin before the board has answered. */
export async function recallBoard(
  world: World,
  destination: string,
): Promise<BoardFacts | undefined> {
  return (await recallFacts(world, destination))?.facts
}

/**
 * The same with the fingerprint, for work whose own scripts check it (planIsSame). The room of its places is not
 * among the facts. Undefined also where no place that is remembered would do.
 */
export async function recallForRun(
  world: World,
  destination: string,
): Promise<RememberedFacts | undefined> {
  const known = await recallFacts(world, destination)
  if (!known || !hasGoodPlace(known.facts)) return undefined
  return { ...known, facts: { ...known.facts, places: withoutRoom(known.facts.places) } }
}

/** One line: `Raspberry Pi 4 Model B, armv7l, glibc 2.36, Debian 12`. */
export function describeBoard(facts: BoardFacts): string {
  const { board, userland, libc, os } = facts
  const machine =
    userland === undefined
      ? undefined
      : `${userland.machine}${userland.floatAbi === undefined || userland.machine !== 'arm' ? '' : ` ${userland.floatAbi} float`}`
  return [
    board?.model ?? facts.hostname,
    machine,
    libc && `${libc.kind}${libc.version === undefined ? '' : ` ${libc.version}`}`,
    os?.name,
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(', ')
}

/** Where none is remembered that would do, the board is asked again: a mount may have changed. */
function hasGoodPlace(facts: BoardFacts | undefined): boolean {
  return (facts?.places ?? []).some(
    ({ writable, noexec, readOnly }) => writable === true && noexec !== true && readOnly !== true,
  )
}

function withoutRoom(places: readonly Place[] = []): readonly Place[] {
  return places.map((place) => {
    const { freeBytes, ...rest } = place
    return freeBytes === undefined ? place : rest
  })
}

function withTarget(facts: BoardFacts): BoardFacts {
  if (facts.target !== undefined) return facts
  const { target } = chooseTarget(facts)
  return target === undefined ? facts : { ...facts, target }
}
