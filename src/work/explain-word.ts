import type { WordMeaning } from '../core/explain/words/word-meaning.ts'
import type { TargetExplanation } from '../core/target/explain-target.ts'
import type { Fix } from '../core/verdict/finding.ts'
import { findTargetExplanation } from './explain-target.ts'
import { loadTargets } from './load-knowledge.ts'

/** `ferry explain WORD`, as JSON prints it. */
export interface WordReport {
  readonly schema: 'ferry.explain/1'
  readonly kind: 'word'
  readonly input: string
  readonly word: string
  readonly title: string
  readonly why: readonly string[]
  readonly fix?: Fix
  readonly sources: readonly string[]
  /** All that the words mean, in their order; the first is told above. */
  readonly meanings: readonly WordMeaning[]
  /** Where a target is named in it: what that name means. */
  readonly target?: TargetExplanation
}

/** Explains a word of the glossary: a variable, a piece of a target’s name, a setting, a command. undefined where it is none. */
export async function explainWordText(text: string): Promise<WordReport | undefined> {
  const [{ explainWords }, { explainError }] = await Promise.all([
    import('../core/explain/words/explain-words.ts'),
    import('../core/explain/explain-error.ts'),
  ])
  // `rsync error: …` begins as a command does.
  if (/\s/.test(text) && explainError(text).length > 0) return undefined
  const meanings = explainWords(text)
  const [first] = meanings
  if (!first) return undefined
  const written = meanings.find(({ target }) => target !== undefined)?.target
  const target = written === undefined ? undefined : await findNamed(written)
  const told =
    target && !target.exists && !/^\w+-linux-\w+$/.test(written ?? '')
      ? mend(meanings, written ?? '', target.target)
      : meanings
  const [head = first] = told
  return {
    schema: 'ferry.explain/1',
    kind: 'word',
    input: text.slice(0, 4096),
    word: head.word,
    title: head.title,
    why: head.means,
    ...(head.fix && { fix: head.fix }),
    sources: head.sources,
    meanings: told,
    ...(target && { target }),
  }
}

/** A name as it stands, or with underscores and in upper case as variables have it. */
async function findNamed(written: string): Promise<TargetExplanation | undefined> {
  const flat = (name: string): string => name.toLowerCase().replaceAll(/[-.]/g, '_')
  if (!/^[A-Za-z0-9_]+$/.test(written)) return findTargetExplanation(written)
  const targets = await loadTargets()
  const real = [...targets.keys()].find((name) => flat(name) === flat(written))
  return findTargetExplanation(
    real ?? (written.includes('_') ? written.toLowerCase().replaceAll('_', '-') : written),
  )
}

/** A command with a name that rustc does not have is given back with the one that was meant. */
function mend(
  meanings: readonly WordMeaning[],
  written: string,
  meant: string,
): readonly WordMeaning[] {
  return meanings.map((meaning) => {
    if (meaning.target !== written) return meaning
    const means = [
      `rustc has no target called ${written}; the one that is meant is ${meant}.`,
      ...meaning.means.map((sentence) => sentence.replaceAll(written, meant)),
    ]
    const title = meaning.title.replaceAll(written, meant)
    const command = meaning.fix?.command?.map((part) => part.replaceAll(written, meant))
    return {
      ...meaning,
      title,
      means,
      ...(meaning.fix && { fix: { ...meaning.fix, ...(command && { command }) } }),
    }
  })
}
