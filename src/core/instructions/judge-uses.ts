import type { BoardFacts } from '../board/board-facts.ts'
import type { ElfFacts } from '../elf/elf-facts.ts'
import type { Finding, Fix } from '../verdict/finding.ts'
import { boardHas } from './board-has.ts'
import type { DeepAnswer, FeatureUse, Reach } from './deep-answer.ts'
import { describeUse } from './describe-use.ts'
import { featureWord, isLevel } from './feature-words.ts'

/** A feature's use that the board lacks, or might. */
export interface Lack {
  readonly use: FeatureUse
  readonly has: false | undefined
  readonly from: string
}

const mostGuilty = 12

/**
 * Compares the instructions of a file with what the board's CPU has. `error` only for instructions
 * that every start comes by and that the CPU is known to lack; `note` for those behind a check.
 */
export function judgeUses(
  answer: DeepAnswer,
  elf: ElfFacts,
  board: BoardFacts,
  file = 'FILE',
): readonly Finding[] {
  const lacks = answer.uses.flatMap((use): Lack[] => {
    const { has, from } = boardHas(use.feature, elf, board)
    return has === true ? [] : [{ use, has, from }]
  })
  const groups = new Map<string, Lack[]>()
  for (const lack of lacks) {
    // What nobody knows to be missing and nobody knows to be reached is no finding.
    if (lack.has === undefined && !['certain', 'open'].includes(lack.use.reach)) continue
    const key = `${isLevel(lack.use.feature) ? 'level' : 'feature'} ${lack.use.reach} ${lack.has}`
    groups.set(key, [...(groups.get(key) ?? []), lack])
  }
  const findings = [...groups.values()].map((group) => toFinding(group, elf, board, file))
  const order = { error: 0, warning: 1, note: 2 }
  return [...findings.toSorted((a, b) => order[a.severity] - order[b.severity]), ...unseen(answer)]
}

function toFinding(
  group: readonly Lack[],
  elf: ElfFacts,
  board: BoardFacts,
  file: string,
): Finding {
  const [first] = group
  const reach = first?.use.reach ?? 'unknown'
  const has = first?.has
  const features = [...new Set(group.map(({ use }) => featureWord(use.feature, elf.machine)))]
  const level = group.some(({ use }) => isLevel(use.feature))
  const name = board.name ?? 'the board'
  return {
    code: level ? 'elf/cpu-too-new' : 'elf/cpu-feature',
    severity: severityOf(reach, has),
    message: describeUse({ reach, has, features, board: name, uses: group.map(({ use }) => use) }),
    need: features.join(', '),
    got: [...new Set(group.map(({ from }) => from))].join('; '),
    guilty: guilty(group.map(({ use }) => use)),
    ...(reach === 'checked' ? {} : { fix: fixOf(reach, name, file) }),
  }
}

function fixOf(reach: Reach, board: string, file: string): Fix {
  if (reach === 'held') {
    const command = ['ferry', 'verify', '--deep', file, '--on', board]
    return { text: 'Follow the ways that lead to them:', command }
  }
  const text = 'Build it for the board’s own CPU, crates and C code as well:'
  return { text, command: ['ferry', 'build', '--on', board] }
}

function severityOf(reach: Reach, has: false | undefined): Finding['severity'] {
  if (reach === 'checked') return 'note'
  return reach === 'certain' && has === false ? 'error' : 'warning'
}

/** `serde::de::parse (serde): movw at 0x1234`, each function once. */
function guilty(uses: readonly FeatureUse[]): readonly string[] {
  const lines = uses.flatMap((use) =>
    use.examples.map((example) => {
      const crate = example.crate === undefined ? '' : ` (${example.crate})`
      const place = `${example.mnemonic} at 0x${example.at.toString(16)}`.trim()
      return example.function === undefined ? place : `${example.function}${crate}: ${place}`
    }),
  )
  return [...new Set(lines)].slice(0, mostGuilty)
}

/** Says how much of the code was not understood, where it is more than a twentieth and nothing names the functions. */
function unseen({ named, seenBytes, codeBytes }: DeepAnswer): readonly Finding[] {
  if (named || codeBytes === 0 || seenBytes / codeBytes >= 0.95) return []
  const share = Math.floor((100 * seenBytes) / codeBytes)
  return [
    {
      code: 'elf/cpu-feature',
      severity: 'note',
      message: `The file has no symbols: ${share} % of its code was looked into, the rest could not be told from data.`,
    },
  ]
}
