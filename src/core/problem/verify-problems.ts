import { EXIT, ProblemError } from './problem.ts'

/** A file named on the command line is not there. */
export function noSuchFile(path: string): ProblemError {
  return new ProblemError({
    code: 'host/no-such-file',
    title: `There is no file ${path}`,
    why: 'The path is taken from the folder that the command was started in.',
    fix: { text: 'Look what cargo built:', command: ['ls', 'target'] },
    exit: EXIT.usage,
  })
}
