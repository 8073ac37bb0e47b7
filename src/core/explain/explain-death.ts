import type { Finding, Fix } from '../verdict/finding.ts'
import { fixBy } from './error-pattern.ts'
import { explainError } from './explain-error.ts'

/** How a program on a board ended, and what it said last, where that was caught. */
export interface DeathOf {
  /** Exit code as ferry gives it: the program's own, 128+N for signal N. */
  readonly code: number
  /** The end of its stderr. */
  readonly said?: string
  /** The findings of its verdict: a warning from before may be the reason now. */
  readonly findings: readonly Finding[]
}

/** Why a program ended so. */
export interface Death {
  /** A page under docs/problems/. */
  readonly code: string
  readonly title: string
  readonly why: string
  readonly fix: Fix
  /** Findings of the verdict that fit that end. */
  readonly findings: readonly Finding[]
}

interface End {
  readonly code: string
  readonly title: string
  readonly why: string
  /** Codes of findings that end a program so. */
  readonly suspects: readonly string[]
  /** Told even where no finding fits: a program does not end so by its own choice. */
  readonly always: boolean
}

/** Exit codes of shells (POSIX.1-2024, XCU 2.8.2) and of signals (128+N, signal(7)). */
const ENDS: Readonly<Record<number, End>> = {
  126: {
    code: 'elf/wrong-machine',
    title: 'The board found the program and could not start it (exit code 126)',
    why: 'A shell says so of a program for another CPU, or in a folder that is mounted noexec',
    suspects: ['elf/wrong-machine', 'elf/wrong-class', 'elf/damaged', 'board/noexec'],
    always: false,
  },
  127: {
    code: 'elf/interpreter-missing',
    title: 'The board could not load the program (exit code 127)',
    why: 'A shell or a loader says so where the program’s loader or one of its libraries is missing',
    suspects: [
      'elf/interpreter-missing',
      'elf/library-missing',
      'elf/symbol-version-missing',
      'elf/float-abi',
    ],
    always: false,
  },
  132: {
    code: 'elf/cpu-too-new',
    title: 'The program executed an instruction that the board’s CPU does not have (SIGILL)',
    why: 'It, or a library or start file in it, was made for a newer CPU; Rust’s abort() ends so, too, on some targets',
    suspects: ['elf/cpu-too-new', 'elf/cpu-feature', 'elf/cp15-barrier'],
    always: true,
  },
  134: {
    code: 'elf/jemalloc-page-size',
    title: 'The program aborted itself (SIGABRT)',
    why: 'A panic with panic=abort, a failed allocation, or an assertion of C code',
    suspects: ['elf/jemalloc-page-size'],
    always: false,
  },
  135: {
    code: 'run/bus-error',
    title: 'The program touched memory that is not there (SIGBUS)',
    why: 'Its segments do not fit the board’s pages, its file was cut while it ran, or an access was not aligned',
    suspects: ['elf/page-size', 'elf/damaged'],
    always: true,
  },
  137: {
    code: 'run/out-of-memory',
    title: 'The program was killed (SIGKILL)',
    why: 'By the kernel, when memory ran out or the program could not be mapped; or by somebody',
    suspects: ['elf/page-size'],
    always: true,
  },
  139: {
    code: 'run/segfault',
    title: 'The program touched memory that is not its own (SIGSEGV)',
    why: 'At the very start seldom the program itself: relocations or pages that the board does otherwise; later C code or unsafe code',
    suspects: ['elf/relr', 'elf/page-size', 'elf/time64', 'elf/cpu-too-new', 'elf/cpu-feature'],
    always: true,
  },
}

/**
 * Why a program ended as it did; undefined where it ended by its own choice, as far as one can
 * see. What it said counts more than its exit code, and a finding that fits more than a guess.
 */
export function explainDeath(death: DeathOf): Death | undefined {
  if (death.code === 0) return undefined
  const [meaning] = death.said === undefined ? [] : explainError(death.said.slice(-65_536))
  const end = ENDS[death.code]
  const suspects = [...(meaning ? [meaning.code] : []), ...(end?.suspects ?? [])]
  const findings = death.findings.filter((finding) => suspects.includes(finding.code))
  const [worst] = findings
  if (meaning && isAboutStart(meaning.code)) {
    return {
      code: meaning.code,
      title: meaning.title,
      why: meaning.why,
      fix: worst?.fix ?? meaning.fix,
      findings,
    }
  }
  if (!end || (!end.always && !worst)) return undefined
  const fix =
    worst?.fix ??
    fixBy(
      'look at the file and the board again',
      'ferry',
      'verify',
      '--deep',
      'FILE',
      '--on',
      'BOARD',
    )
  return {
    code: worst?.code ?? end.code,
    title: `${end.title}.`,
    why: worst?.message ?? `${end.why}.`,
    fix,
    findings,
  }
}

/** A program's own words about ssh or a build are its business. */
function isAboutStart(code: string): boolean {
  return code.startsWith('elf/') || code.startsWith('run/')
}
