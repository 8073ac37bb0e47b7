import type { Finding } from './finding.ts'

/** git/binary-tracked: a note, since it does not touch whether the program runs. */
export function trackedFinding(file: string): Finding {
  return {
    code: 'git/binary-tracked',
    severity: 'note',
    message:
      'git tracks this program: every build changes the repository, and its history keeps each of them.',
    got: file,
    fix: { text: 'Take it out and let git ignore it:', command: ['git', 'rm', '--cached', file] },
  }
}
