import type { FileVerdict, Finding } from '../core/verdict/finding.ts'
import { escapeControls } from '../core/text/escape-controls.ts'
import { joinSh } from '../core/text/quote-sh.ts'
import { makePaint, type Paint, type Style } from './paint.ts'
import { wrapText } from './wrap-text.ts'

const width = 100

/** The answer of `ferry verify` as text: a line a file, below it a table of need against got, then each finding with its fix. */
export function renderVerify(
  results: readonly FileVerdict[],
  paint: Paint = makePaint(false),
): string {
  if (results.length === 0) return 'No ELF file was found.\n'
  const parts = results.map((result) => renderResult(result, paint))
  return `${parts.join('\n')}${results.length > 1 ? `\n${summary(results)}` : ''}`
}

function renderResult(result: FileVerdict, paint: Paint): string {
  const [file, board] = [escapeControls(result.file), escapeControls(result.board)]
  const words = { runs: 'runs on', fails: 'will not run on', unsure: 'may run on' }
  const colour = { runs: 'green', fails: 'red', unsure: 'yellow' } as const
  const head = `${paint('bold', file)} ${paint(colour[result.verdict], words[result.verdict])} ${board}\n`
  const compared = result.findings.filter((f) => f.need !== undefined && f.got !== undefined)
  const table = compared.length > 0 ? `\n${renderTable(compared)}\n` : ''
  const details = result.findings.map((finding) => renderFinding(finding, paint)).join('\n')
  return `${head}${table}${details === '' || table !== '' ? '' : '\n'}${details}`
}

function renderTable(findings: readonly Finding[]): string {
  const rows = findings.map((f) => [
    escapeControls(f.need ?? ''),
    escapeControls(f.got ?? ''),
    f.code,
  ])
  const header = ['needs', 'board has', 'finding']
  const last = Math.max(...[header, ...rows].map((row) => (row[2] ?? '').length))
  const room = width - 2 - last - 4
  const longest = (column: number): number =>
    Math.max(...[header, ...rows].map((row) => (row[column] ?? '').length))
  const first = Math.min(longest(0), Math.max(Math.floor(room / 2), room - longest(1)))
  const second = Math.min(longest(1), room - first)
  const line = (row: readonly string[]): string =>
    `  ${fit(row[0] ?? '', first)}  ${fit(row[1] ?? '', second)}  ${row[2] ?? ''}\n`
  return [header, ...rows].map(line).join('')
}

function fit(text: string, room: number): string {
  return text.length > room ? `${text.slice(0, Math.max(0, room - 1))}…` : text.padEnd(room)
}

function renderFinding(finding: Finding, paint: Paint): string {
  const colour: Style =
    finding.severity === 'error' ? 'red' : finding.severity === 'warning' ? 'yellow' : 'cyan'
  const allowed = finding.allowed === true ? ' (allowed)' : ''
  const plain = `${finding.severity}[${finding.code}]${allowed}: `
  const label = `${paint(colour, finding.severity)}[${finding.code}]${allowed}: `
  const message = wrapText(escapeControls(finding.message), width - 4, width - 2 - plain.length)
  const lines = [`  ${label}${message.join('\n    ')}`]
  const { guilty = [], fix } = finding
  if (guilty.length > 0) {
    const most = 6
    const more = guilty.length > most ? ` and ${guilty.length - most} more` : ''
    const text = escapeControls(`${guilty.slice(0, most).join(', ')}${more}`)
    lines.push(`    guilty: ${wrapText(text, width - 12).join('\n            ')}`)
  }
  if (fix) {
    lines.push(`    fix: ${wrapText(escapeControls(fix.text), width - 9).join('\n         ')}`)
    if (fix.command) lines.push(`         ${paint('bold', escapeControls(joinSh(fix.command)))}`)
  }
  return `${lines.join('\n')}\n`
}

function summary(results: readonly FileVerdict[]): string {
  const count = (verdict: string): number => results.filter((r) => r.verdict === verdict).length
  return `${results.length} files: ${count('runs')} run, ${count('unsure')} unsure, ${count('fails')} will not run\n`
}
