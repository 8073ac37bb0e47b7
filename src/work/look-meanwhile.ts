import { decodeText } from '../core/bytes/decode-text.ts'
import { planIsSame } from '../core/plan/is-same-script.ts'
import { planFerryFolders } from '../core/plan/version-place.ts'
import { readDf } from '../core/read/probed-places.ts'
import { quoteSh } from '../core/text/quote-sh.ts'
import type { AttachOptions, Remote } from '../ports/remote.ts'
import type { RememberedFacts } from './facts-cache.ts'

/** What was seen of a board while something else was at work. */
export interface Seen {
  /** It is not what is remembered of it. */
  readonly changed: boolean
  /** What is free in the first of ferry's own places. */
  readonly freeBytes?: number
}

export interface LookMeanwhile {
  /** To be called once there is time: until then nothing is asked. */
  readonly begin: () => void
  /** undefined: not asked, or not answered; the next request meets the same and tells it. */
  readonly seen: () => Promise<Seen | undefined>
}

/**
 * Logs in beside other work and, once there is time, looks whether the board is what it was, and how much room it has. A tape's board does
 * neither. `newest`: as `reference` in planIsSame, a path. `streams`: of the attach that follows.
 */
export function lookMeanwhile(
  remote: Remote,
  { fingerprint, facts }: RememberedFacts,
  newest: string | undefined,
  streams: Pick<AttachOptions, 'pty' | 'stdin'>,
): LookMeanwhile {
  let seen: Promise<Seen | undefined> | undefined
  void remote.prepare?.(facts.user?.shell)
  const reference = newest === undefined ? undefined : quoteSh(newest)
  const place = planFerryFolders(facts)[0]?.place.path
  const room = place === undefined ? '' : `df -Pk ${quoteSh(place)} 2>/dev/null &\n`
  const script = `${room}if ${planIsSame(fingerprint, reference)}; then echo same; else echo changed; fi\nwait`
  const look = async (): Promise<Seen | undefined> => {
    try {
      const lines = decodeText((await remote.exec(script)).stdout).split('\n')
      if (!lines.includes('same') && !lines.includes('changed')) return undefined
      const [freeBytes] = readDf(lines).values()
      return {
        changed: lines.includes('changed'),
        ...(freeBytes === undefined ? {} : { freeBytes }),
      }
    } catch {
      return undefined
    }
  }
  return {
    begin: () => {
      if (remote.prepare) seen ??= look().finally(() => remote.expectAttach?.(streams))
    },
    seen: () => seen ?? Promise.resolve(undefined),
  }
}
