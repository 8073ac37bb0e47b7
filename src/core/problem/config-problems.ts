import type { ConfigIssue } from '../config/config.ts'
import { EXIT, ProblemError } from './problem.ts'

/** ferry.toml cannot be used. `issues` hold line and column where they are known. */
export function invalidConfig(file: string, issues: readonly ConfigIssue[]): ProblemError {
  const first = issues[0]
  const at = first?.line === undefined ? file : `${file}:${first.line}:${first.column ?? 1}`
  return new ProblemError({
    code: 'config/invalid',
    title: `${at}: ${first?.message ?? 'it cannot be read'}`,
    ...(issues.length > 1
      ? {
          why: issues
            .slice(1)
            .map((issue) => `${file}:${issue.line ?? 1}:${issue.column ?? 1}: ${issue.message}`)
            .join('\n'),
        }
      : {}),
    fix: { text: `mend that line of ${file}; ferry explain config/invalid shows every key` },
    exit: EXIT.usage,
    details: { file, issues },
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
