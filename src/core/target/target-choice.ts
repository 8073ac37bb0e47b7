/** A target that would be better in a case that the facts do not show. */
export interface AlternativeTarget {
  readonly target: string
  /** When to take it: a clause that completes "take it …". */
  readonly when: string
}

/** Code generation for that very board: `-C target-cpu=CPU -C target-feature=FEATURES`. Optional: the target alone runs. */
export interface Tuning {
  readonly cpu: string
  /** With sign: `-aes`, `+v`. */
  readonly features: readonly string[]
  readonly why: string
}

/** The rustc target for a board, with its reasons. */
export interface TargetChoice {
  /** undefined: no rustc target runs there, `why` says so. */
  readonly target: string | undefined
  /** Core name as in BoardCpu.core. */
  readonly cpu?: string
  readonly alternatives: readonly AlternativeTarget[]
  /** Sentences, the deciding one first. */
  readonly why: readonly string[]
  /** False where something that decides is not known; `why` or `alternatives` name it. */
  readonly certain: boolean
  readonly tuning?: Tuning
  /** What to look out for with this target on this board. */
  readonly warnings: readonly string[]
}

/** What the user would like better than the default. */
export interface TargetWishes {
  /** Smaller code: Thumb-2 where the board has NEON. */
  readonly density?: boolean
  /** A program without a dynamic libc. */
  readonly static?: boolean
  /** rustc's version, `1.95.0`: some choices hang on it. */
  readonly rustc?: string
}
