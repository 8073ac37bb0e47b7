import { escapeControls } from '../../src/core/text/escape-controls.ts'
import { agree, type Agreement, type Pair } from './compare.ts'

/** The confusion matrix, as lines. */
export function formatConfusion(pairs: readonly Pair[]): readonly string[] {
  const count = (verdict: string, kind: string): string =>
    String(pairs.filter((p) => p.verdict === verdict && p.outcome.kind === kind).length).padStart(8)
  const row = (verdict: string): string =>
    `  ${verdict.padEnd(8)}${count(verdict, 'starts')}${count(verdict, 'fails')}${count(verdict, 'unclear')}`
  return ['  verdict   starts   fails  unclear', row('runs'), row('fails'), row('unsure')]
}

/** Counts by agreement, with the share of `unsure`. */
export function formatSummary(title: string, pairs: readonly Pair[]): readonly string[] {
  const of = (kind: Agreement): number => pairs.filter((pair) => agree(pair) === kind).length
  const share = pairs.length === 0 ? 0 : (of('unsure') / pairs.length) * 100
  return [
    `${title}: ${pairs.length} pairs, ${of('right')} right, ${of('wrong-runs')} wrong runs, ${of('wrong-fails')} wrong fails, ` +
      `${of('unsure')} unsure (${share.toFixed(2)} %), ${of('unclear')} unclear`,
    ...formatConfusion(pairs),
  ]
}

/** A line for each disagreement and each doubt, both sides on it. */
export function formatDisagreements(
  pairs: readonly Pair[],
  kinds: readonly Agreement[],
): readonly string[] {
  return pairs
    .filter((pair) => kinds.includes(agree(pair)))
    .map((pair) => {
      const { findings, outcome } = pair
      const reasons = findings
        .filter(({ severity }) => severity !== 'note')
        .map(
          ({ code, severity, need, got }) =>
            `${severity} ${code} need ${need ?? '-'} got ${got ?? '-'}`,
        )
      const said = reasons.length === 0 ? 'nothing' : reasons.join('; ')
      return escapeControls(
        `${agree(pair).padEnd(11)} ${pair.binary} on ${pair.board}: ferry ${pair.verdict} (${said}); the board: ${outcome.how.slice(0, 160)}`,
      )
    })
}

/** One row a board: pairs, how many start, agreement. */
export function formatBoards(pairs: readonly Pair[]): readonly string[] {
  const boards = [...new Set(pairs.map(({ board }) => board))]
  const width = Math.max(5, ...boards.map((name) => name.length))
  const head = `  ${'board'.padEnd(width)}  pairs  start  right  wrong  unsure  unclear`
  const rows = boards.map((board) => {
    const own = pairs.filter((pair) => pair.board === board)
    const of = (kind: Agreement): number => own.filter((pair) => agree(pair) === kind).length
    const numbers = [
      own.length,
      own.filter(({ outcome }) => outcome.kind === 'starts').length,
      of('right'),
      of('wrong-runs') + of('wrong-fails'),
      of('unsure'),
      of('unclear'),
    ]
    const [a, b, c, d, e, f] = numbers.map(String)
    return `  ${board.padEnd(width)}  ${a?.padStart(5)}  ${b?.padStart(5)}  ${c?.padStart(5)}  ${d?.padStart(5)}  ${e?.padStart(6)}  ${f?.padStart(7)}`
  })
  return [head, ...rows]
}
