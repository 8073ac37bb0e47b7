/** `--on BOARD` among the words of another program, before `--`: they are ferry's, wherever they stand. */
export function splitBoards(words: readonly string[]): {
  readonly on: readonly string[]
  readonly words: readonly string[]
} {
  const on: string[] = []
  const kept: string[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (word === '--') return { on, words: [...kept, ...words.slice(at)] }
    const next = words[at + 1]
    if (word.startsWith('--on=')) on.push(word.slice('--on='.length))
    else if (word === '--on' && next !== undefined) {
      on.push(next)
      at++
    } else kept.push(word)
  }
  return { on, words: kept }
}
