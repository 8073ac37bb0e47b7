import type { ConfigIssue } from '../config/config.ts'
import { EXIT, ProblemError } from './problem.ts'

/** ferry.toml cannot be used. `issues` hold line and column, and that line's text, where they are known. */
export function invalidConfig(file: string, issues: readonly ConfigIssue[]): ProblemError {
  const [first, ...more] = issues
  const at = (issue: ConfigIssue | undefined): string =>
    issue?.line === undefined ? file : `${file}:${issue.line}:${issue.column ?? 1}`
  const output = issues.flatMap(excerpt).slice(0, MOST_LINES)
  return new ProblemError({
    code: 'config/invalid',
    title: `${at(first)}: ${first?.message ?? 'it cannot be read'}`,
    ...(more.length > 0
      ? { why: more.map((issue) => `${at(issue)}: ${issue.message}`).join('\n') }
      : {}),
    ...(output.length > 0 ? { output } : {}),
    fix: { text: `mend that line of ${file}; ferry explain config/invalid shows every key` },
    exit: EXIT.usage,
    details: { file, issues },
  })
}

const MOST_LINES = 8
const MOST_COLUMNS = 90

/** The line with its number, and below it a mark at the column. */
function excerpt({ line, column = 1, source }: ConfigIssue): readonly string[] {
  if (line === undefined || source === undefined) return []
  const number = String(line)
  const shown = source.length > MOST_COLUMNS ? `${source.slice(0, MOST_COLUMNS)}…` : source
  const lines = [`${number} | ${shown}`]
  if (column > MOST_COLUMNS) return lines
  // Tabs stay, so that the mark stands below its letter.
  const gap = source.slice(0, column - 1).replaceAll(/[^\t]/g, ' ')
  return [...lines, `${' '.repeat(number.length)} | ${gap}^`]
}

/** `ferry probe --save NAME`: the file has its boards in a form that nothing can be added to. */
export function cannotAddBoard(
  file: string,
  { name, destination }: { readonly name: string; readonly destination: string },
  message?: string,
): ProblemError {
  return new ProblemError({
    code: 'config/closed',
    title: `${name} cannot be added to the boards of ${file}`,
    why:
      message ??
      'the boards there are written as a value (board = { … }), which ferry does not take apart',
    fix: {
      text: `write each board as a table of its own, [board.NAME], or add ${name} yourself: destination = ${JSON.stringify(destination)}`,
    },
    exit: EXIT.usage,
    details: { file, name, destination },
  })
}

/** `ferry probe --save NAME`: the name is another board's. */
export function boardNameTaken(file: string, name: string, destination: string): ProblemError {
  return new ProblemError({
    code: 'config/name-taken',
    title: `${name} is already a board of ${file}`,
    why: `it means ${destination}`,
    fix: { text: `choose another name, or change [board.${name}] in that file` },
    exit: EXIT.usage,
  })
}
