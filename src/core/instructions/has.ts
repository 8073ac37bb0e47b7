/** Does the board's CPU have a feature? undefined: not known. `from`: what that is known by. */
export interface Has {
  readonly has: boolean | undefined
  readonly from: string
}
