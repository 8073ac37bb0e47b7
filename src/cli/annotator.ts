import { existsSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve } from 'node:path'

import type { ConfigIssue } from '../core/config/config.ts'
import type { Problem } from '../core/problem/problem.ts'
import type { FailedTest } from '../core/read/failed-tests.ts'
import type { FileVerdict } from '../core/verdict/finding.ts'
import { joinSh } from '../core/text/quote-sh.ts'
import type { BoardLine } from '../render/board-lines.ts'
import { renderAnnotation } from '../render/github-command.ts'
import type { Annotation } from '../render/github-command.ts'
import { renderStepSummary } from '../render/step-summary.ts'

/** Says on GitHub Actions what went wrong, where its pages show it. Elsewhere it says nothing. */
export interface Annotator {
  /** True on GitHub Actions. */
  readonly active: boolean
  readonly problem: (problem: Problem, board?: string) => void
  readonly verdict: (result: FileVerdict) => void
  readonly failedTests: (tests: readonly FailedTest[], board: string) => void
  /** What came of several boards. */
  readonly boards: (command: string, lines: readonly BoardLine[]) => void
}

/** GitHub shows so many errors and so many warnings of a step (actions/toolkit, docs/problem-matchers.md). */
const SHOWN = 10

/** Annotations go to stderr, which the runner reads as it reads stdout: that is the answer's. */
export function makeAnnotator(around: {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly write: (text: string) => void
  readonly appendFile: (path: string, text: string) => void
}): Annotator {
  const { env } = around
  // docs.github.com, Variables: GITHUB_ACTIONS is `true` where the runner runs the workflow.
  const active = env['GITHUB_ACTIONS'] === 'true'
  const workspace = env['GITHUB_WORKSPACE'] ?? process.cwd()
  const said = { error: 0, warning: 0 }
  const told = new Set<string>()
  const say = (annotation: Annotation): void => {
    const text = renderAnnotation(annotation)
    if (!active || told.has(text) || said[annotation.level] >= SHOWN) return
    told.add(text)
    said[annotation.level]++
    around.write(text)
  }
  const place = (file: string): { readonly file?: string } => {
    const path = relative(workspace, resolve(file)).replaceAll('\\', '/')
    return path === '' || path.startsWith('../') || isAbsolute(path) ? {} : { file: path }
  }
  return {
    active,
    problem: (problem, board) => {
      const on = board === undefined ? '' : ` on ${board}`
      const issues = issuesOf(problem)
      if (issues) {
        for (const { message, line, column } of issues.list) {
          const at = {
            ...(line === undefined ? {} : { line }),
            ...(column === undefined ? {} : { column }),
          }
          say({ level: 'error', ...place(issues.file), ...at, title: problem.code, message })
        }
        return
      }
      const { title, why, fix } = problem
      say({
        level: 'error',
        title: `${problem.code}${on}`,
        message: sentences([title, why, fixText(fix)]),
      })
    },
    verdict: ({ file, board, findings }) => {
      for (const { code, severity, message, fix } of findings) {
        if (severity === 'note') continue
        const text = sentences([message, fixText(fix)])
        say({ level: severity, ...place(file), title: `${code} on ${board}`, message: text })
      }
    },
    failedTests: (tests, board) => {
      for (const { name, message, file, line, column } of tests) {
        const source = file === undefined ? undefined : findAbove(file)
        const at =
          source === undefined
            ? {}
            : { ...place(source), ...(line ? { line } : {}), ...(column ? { column } : {}) }
        say({ level: 'error', ...at, title: `${name} failed on ${board}`, message })
      }
    },
    boards: (command, lines) => {
      for (const { name, code, title } of lines) {
        // Everything else is told where it is found.
        if (command !== 'run' || code === 0 || title !== undefined) continue
        const message = `the program ended with ${code}`
        say({ level: 'error', title: `ferry run on ${name}`, message })
      }
      const summary = env['GITHUB_STEP_SUMMARY']
      if (!active || summary === undefined || summary === '') return
      try {
        around.appendFile(summary, renderStepSummary(command, lines))
      } catch {
        // A summary that cannot be written costs the table, never the work.
      }
    },
  }
}

function sentences(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n')
}

function fixText(fix: Problem['fix']): string | undefined {
  return fix && `fix: ${fix.text}${fix.command ? `\n${joinSh(fix.command)}` : ''}`
}

/** The places of a configuration that cannot be used. */
function issuesOf({
  code,
  details,
}: Problem): { readonly file: string; readonly list: readonly ConfigIssue[] } | undefined {
  if (code !== 'config/invalid' || !details) return undefined
  const { file, issues } = details as { file?: unknown; issues?: unknown }
  return typeof file === 'string' && Array.isArray(issues)
    ? { file, list: issues as readonly ConfigIssue[] }
    : undefined
}

/** A path as rustc was given it, relative to the workspace: the working folder, or one above it. */
function findAbove(file: string): string | undefined {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const path = resolve(folder, file)
    if (existsSync(path)) return path
    if (dirname(folder) === folder) return undefined
  }
}
