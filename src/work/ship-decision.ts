type Data = AsyncIterable<Uint8Array> | undefined

/** What goes to stdin of a script that first says something: nothing goes until that was heard. */
export interface Decision {
  /** Waits for `make`; ends at once where it decided against sending, or failed. */
  readonly stdin: AsyncIterable<Uint8Array>
  make(): void
  readonly made: () => boolean
  /** Throws what `decide` threw. */
  rethrow(): void
}

/** `decide` gives what is to be sent; undefined: nothing. */
export function makeDecision(decide: () => Promise<Data>): Decision {
  let failure: { readonly error: unknown } | undefined
  let made = false
  let settle: (data: Data) => void = () => {}
  const decided = new Promise<Data>((resolve) => {
    settle = resolve
  })
  return {
    stdin: (async function* () {
      const data = await decided
      if (data) yield* data
    })(),
    make: () => {
      made = true
      decide().then(settle, (error: unknown) => {
        failure = { error }
        settle(undefined)
      })
    },
    made: () => made,
    rethrow: () => {
      if (failure) throw failure.error
    },
  }
}
