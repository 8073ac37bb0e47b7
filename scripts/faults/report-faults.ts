import { STAGES } from './fault.ts'
import type { Outcome } from './fault.ts'

/** The table of a run: a line for each kind and stage, then every fault after which something was wrong. */
export function reportFaults(outcomes: readonly Outcome[]): readonly string[] {
  const injected = outcomes.filter(({ stage }) => stage !== undefined)
  const kinds = [...new Set(injected.map(({ kind }) => kind))]
  const rows = kinds.flatMap((kind) =>
    STAGES.flatMap((stage) => {
      const of = injected.filter((one) => one.kind === kind && one.stage === stage)
      return of.length === 0 ? [] : [[kind, stage, ...countsOf(of)]]
    }),
  )
  const table = [HEAD, ...rows, ['all', '', ...countsOf(injected)]]
  const widths = HEAD.map((_, i) => Math.max(...table.map((row) => (row[i] ?? '').length)))
  const lines = table.map((row) =>
    row
      .map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  '),
  )
  const wrong = outcomes.filter((one) => one.wrong.length > 0)
  const lanes = [...new Set(outcomes.map(({ lane }) => lane))].map((lane) => {
    const of = injected.filter((one) => one.lane === lane)
    return `  ${lane}: ${of.length} injected, ${of.filter((one) => one.wrong.length > 0).length} wrong`
  })
  const missed = outcomes.length - injected.length
  return [
    ...lines,
    '',
    'By board:',
    ...lanes,
    ...(missed > 0
      ? [`${missed} more came after the command's end: nothing was injected there.`]
      : []),
    ...wrong.flatMap((one) => [
      '',
      `WRONG  ${one.lane}, ${one.id}, at ${one.stage ?? 'no stage'}: ${one.state}, exit ${one.code}${one.problem === undefined ? '' : `, ${one.problem}`}`,
      ...one.wrong.map((line) => `  ${line}`),
    ]),
  ]
}

const HEAD = ['kind', 'stage', 'injected', 'old', 'new', 'broken', 'cleaned', 'hung', 'wrong']

function countsOf(of: readonly Outcome[]): readonly string[] {
  const count = (is: (one: Outcome) => boolean): string => String(of.filter(is).length)
  return [
    String(of.length),
    count(({ state }) => state === 'old'),
    count(({ state }) => state === 'new'),
    count(({ state }) => state === 'broken'),
    count(({ cleaned }) => cleaned),
    count(({ hung }) => hung),
    count(({ wrong }) => wrong.length > 0),
  ]
}
