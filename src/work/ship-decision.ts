type Data = AsyncIterable<Uint8Array> | undefined

/** What goes to stdin of a script that first says something: nothing goes until that was heard. */
export interface Decision {
  /** Waits for `make`. */
  readonly stdin: AsyncIterable<Uint8Array>
  make(): void
  readonly made: () => boolean
  /** Waits until it is decided, where that was begun; throws what `decide` threw. */
  outcome(): Promise<void>
}

/** `decide` gives what is to be sent; undefined, or a failure: `no`. */
export function makeDecision(decide: () => Promise<Data>, no: Uint8Array): Decision {
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
      else yield no
    })(),
    make: () => {
      made = true
      decide().then(settle, (error: unknown) => {
        failure = { error }
        settle(undefined)
      })
    },
    made: () => made,
    outcome: async () => {
      if (made) await decided
      if (failure) throw failure.error
    },
  }
}
