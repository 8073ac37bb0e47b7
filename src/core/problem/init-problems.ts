import { EXIT, ProblemError } from './problem.ts'

/** cargo's configuration has a table in a form that takes no more keys. */
export function closedTable(file: string, line: number, table: string): ProblemError {
  return new ProblemError({
    code: 'config/closed-table',
    title: `${file}:${line}: [${table}] is written as one value, and nothing can be added to it`,
    why: 'ferry init changes no line of yours, and TOML allows no second table of that name',
    fix: {
      text: `write it as a table of its own, under a line [${table}], and call ferry init again`,
    },
    exit: EXIT.usage,
    details: { file, line, table },
  })
}

/** cargo's configuration is no TOML. */
export function badCargoConfig(file: string, line: number, message: string): ProblemError {
  return new ProblemError({
    code: 'config/bad-cargo-config',
    title: `${file}:${line}: ${message}`,
    why: 'cargo cannot read it either',
    fix: { text: 'mend that line', command: ['cargo', 'config', 'get', '-Zunstable-options'] },
    exit: EXIT.usage,
    details: { file, line },
  })
}

/** One half of a block that `ferry init` wrote is gone. */
export function brokenBlock(file: string, line: number): ProblemError {
  return new ProblemError({
    code: 'config/broken-block',
    title: `${file}:${line}: only one half of what ferry init wrote is there`,
    why: 'a block begins with the line `# >>> ferry init` and ends with `# <<< ferry init`; what lies between cannot be told from your own lines where one of them is gone',
    fix: { text: 'take the rest of the block away by hand, and call ferry init again' },
    exit: EXIT.usage,
    details: { file, line },
  })
}
