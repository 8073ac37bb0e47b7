import * as v from 'valibot'

/**
 * How instructions are reached. `certain`: every start comes by them; `open`: they can be reached
 * from the start without a question about the CPU on the way; `unknown`: only through pointers, or
 * not at all; `checked`: every way there asks the CPU first; `held`: they are in the file, and the
 * ways there were not looked at.
 */
export type Reach = 'certain' | 'open' | 'unknown' | 'checked' | 'held'

/** What helpers/deep says about one file: the instructions beyond the oldest machine of its kind. */
export interface DeepAnswer {
  /** Functions that were looked into. */
  readonly functions: number
  /** Bytes of sections that hold code. */
  readonly codeBytes: number
  /** Bytes of it that were read as instructions. */
  readonly seenBytes: number
  /** The file has its symbol table. */
  readonly named: boolean
  readonly uses: readonly FeatureUse[]
}

/** The instructions of one feature that are reached in one way. */
export interface FeatureUse {
  /** As the Linux kernel names it; `v6` to `v8` and `thumb2` are levels of ARM. */
  readonly feature: string
  readonly reach: Reach
  readonly instructions: number
  readonly functions: number
  readonly crates: readonly string[]
  /** One instruction of each of the first functions. */
  readonly examples: readonly UseExample[]
}

export interface UseExample {
  /** Address. */
  readonly at: number
  readonly mnemonic: string
  readonly function?: string | undefined
  readonly crate?: string | undefined
}

function schema(): v.GenericSchema<unknown, DeepAnswer> {
  const example = v.object({
    at: v.number(),
    mnemonic: v.string(),
    function: v.optional(v.string()),
    crate: v.optional(v.string()),
  })
  return v.object({
    schema: v.literal('ferry.deep/1'),
    functions: v.number(),
    codeBytes: v.number(),
    seenBytes: v.number(),
    named: v.boolean(),
    uses: v.array(
      v.object({
        feature: v.string(),
        reach: v.picklist(['certain', 'open', 'unknown', 'checked']),
        instructions: v.number(),
        functions: v.number(),
        crates: v.array(v.string()),
        examples: v.array(example),
      }),
    ),
  })
}

/** Reads the helper's JSON; undefined where it is something else. */
export function parseDeepAnswer(text: string): DeepAnswer | undefined {
  try {
    const parsed = v.safeParse(schema(), JSON.parse(text))
    return parsed.success ? parsed.output : undefined
  } catch {
    return undefined
  }
}
