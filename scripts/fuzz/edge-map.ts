/** Which ways were gone, and how often: what makes an input new. */
export interface EdgeMap {
  /** The counters that the counted code adds to. */
  readonly counters: Uint32Array<ArrayBuffer>
  /** Whether the counters show a way, or a number of times, that was not seen before; sets them back. */
  readonly takeNew: () => boolean
  /** Ways that were gone at all. */
  readonly reached: () => number
  /** Ways times classes of how often. */
  readonly features: () => number
}

/** Times in classes, as AFL has them: 1, 2, 3, 4–7, 8–15, 16–31, 32–127, 128 and more. */
function classOf(times: number): number {
  if (times < 4) return 1 << (times - 1)
  if (times < 8) return 8
  if (times < 16) return 16
  if (times < 32) return 32
  return times < 128 ? 64 : 128
}

export function makeEdgeMap(edges: number): EdgeMap {
  const counters = new Uint32Array(edges)
  const seen = new Uint8Array(edges)
  let [reached, features] = [0, 0]
  return {
    counters,
    takeNew: () => {
      let isNew = false
      for (let edge = 0; edge < edges; edge++) {
        const times = counters[edge] ?? 0
        if (times === 0) continue
        counters[edge] = 0
        const known = seen[edge] ?? 0
        const bit = classOf(times)
        if ((known & bit) !== 0) continue
        if (known === 0) reached++
        features++
        seen[edge] = known | bit
        isNew = true
      }
      return isNew
    },
    reached: () => reached,
    features: () => features,
  }
}
