import type { FeatureUse, Reach } from './deep-answer.ts'

export interface Described {
  readonly reach: Reach
  /** `false`: the board lacks them; undefined: that is not known. */
  readonly has: false | undefined
  /** In words. */
  readonly features: readonly string[]
  readonly board: string
  readonly uses: readonly FeatureUse[]
}

/** One sentence on instructions that a board lacks. */
export function describeUse({ reach, has, features, board, uses }: Described): string {
  const count = uses.reduce((sum, use) => sum + use.instructions, 0)
  const what = `${count} ${count === 1 ? 'instruction' : 'instructions'} of ${features.join(', ')}`
  const lack =
    has === false
      ? `which ${board} does not have`
      : `and it is not known whether ${board} has ${features.length === 1 ? 'it' : 'them'}`
  const crates = [...new Set(uses.flatMap((use) => use.crates))]
  const from = crates.length === 0 ? '' : ` They are in ${listed(crates)}.`
  return `${sentence(reach, what, lack)}${from}`
}

function sentence(reach: Reach, what: string, lack: string): string {
  switch (reach) {
    case 'certain':
      return `Every start comes by ${what}, ${lack}.`
    case 'open':
      return `The program can come to ${what}, ${lack}, and nothing on the way asks what the CPU can: not behind a check.`
    case 'unknown':
      return `The file holds ${what}, ${lack}; whether it comes to them cannot be told: they are reached through pointers, or never.`
    case 'held':
      return `The file holds ${what}, ${lack}; whether a start comes to them was not looked at.`
    case 'checked':
      return `The file holds ${what}, ${lack}; they are behind a check of the CPU.`
  }
}

function listed(names: readonly string[]): string {
  const most = 5
  const some = names.slice(0, most).join(', ')
  return names.length > most ? `${some} and ${names.length - most} more` : some
}
