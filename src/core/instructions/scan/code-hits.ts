/** Instructions of one feature that were met in a file's code. */
export interface CodeHits {
  readonly feature: string
  count: number
  /** Of the first `mostKept`. */
  readonly at: number[]
}

/** Addresses that are kept for naming. */
export const mostKept: number = 16_384

/** Counts instructions by feature; those that the board has are not asked for. */
export interface HitCounter {
  /** True where instructions of that feature are looked for. */
  readonly wants: (feature: string) => boolean
  readonly add: (feature: string, address: number) => void
  /** Takes back the kept ones that `isWrong` is true of. */
  readonly drop: (isWrong: (address: number) => boolean) => void
  readonly hits: ReadonlyMap<string, CodeHits>
}

export function makeHitCounter(lacks: (feature: string) => boolean): HitCounter {
  const known = new Map<string, boolean>()
  const hits = new Map<string, CodeHits>()
  const wants = (feature: string): boolean => {
    const answer = known.get(feature) ?? lacks(feature)
    known.set(feature, answer)
    return answer
  }
  return {
    wants,
    hits,
    drop: (isWrong) => {
      for (const [feature, { count, at }] of hits) {
        const left = at.filter((address) => !isWrong(address))
        const many = count - (at.length - left.length)
        if (many === 0) hits.delete(feature)
        else hits.set(feature, { feature, count: many, at: left })
      }
    },
    add: (feature, address) => {
      const own = hits.get(feature) ?? { feature, count: 0, at: [] }
      hits.set(feature, own)
      own.count++
      if (own.at.length < mostKept) own.at.push(address)
    },
  }
}
