import { formatSize } from '../text/format-size.ts'
import { EXIT, ProblemError } from './problem.ts'

/** A recorded board (`facts:FILE`) cannot be used. */
export function badFacts(file: string, issues: readonly string[]): ProblemError {
  return new ProblemError({
    code: 'board/bad-facts',
    title: `${file} holds no facts about a board`,
    why: issues.slice(0, 5).join('; '),
    fix: {
      text: `record them from the board, with > ${file} behind this`,
      command: ['ferry', 'probe', 'pi@raspberrypi.local', '--format', 'json'],
    },
    exit: EXIT.usage,
    details: { file, issues },
  })
}

/** The board answered, but not with what was asked for. */
export function badAnswer(board: string, what: string, output: readonly string[]): ProblemError {
  return new ProblemError({
    code: 'board/bad-answer',
    title: `${board} gave no answer that ferry understands`,
    why: what,
    fix: {
      text: 'see whether a plain command works there',
      command: ['ssh', board, 'sh', '-c', 'uname -a'],
    },
    exit: EXIT.board,
    ...(output.length > 0 ? { output: output.slice(-10) } : {}),
    details: { board },
  })
}

/** Files for a sysroot could not be read from the board, or from a folder that stands for one. */
export function pullFailed(board: string, output: readonly string[]): ProblemError {
  return new ProblemError({
    code: 'board/pull-failed',
    title: `the files for linking could not be read from ${board}`,
    why: output.find((line) => line !== '') ?? 'its shell, ls or cat failed',
    fix: {
      text: 'try it once more; a static program needs nothing of the board',
      command: ['ferry', 'run', '--static', '--on', board],
    },
    exit: EXIT.host,
    ...(output.length > 1 ? { output: output.slice(-10) } : {}),
    details: { board },
  })
}

/** Work that needs a connection was given recorded facts. */
export function recordedBoard(board: string): ProblemError {
  return new ProblemError({
    code: 'board/recorded',
    title: `${board} is a recording, and this needs a board that can be reached`,
    why: 'facts:FILE holds what was learnt about a board, not a way to it',
    fix: {
      text: 'name the board itself, or a virtual one',
      command: ['ferry', 'run', '--on', 'virtual:pi-4'],
    },
    exit: EXIT.usage,
    details: { board },
  })
}

/** The file does not fit there. Bytes. */
export function noSpace(board: string, place: string, need: number, free: number): ProblemError {
  return new ProblemError({
    code: 'board/no-space',
    title: `${board} has no room for it in ${place}`,
    why: `${formatSize(need)} are needed, ${formatSize(free)} are free`,
    fix: {
      text: 'make room there, or name a folder on another file system: folder = "/dev/shm" for that board in ferry.toml',
      command: ['ssh', board, 'df', '-h'],
    },
    exit: EXIT.board,
    details: { board, place, need, free },
  })
}

/** The file system of that place starts no programs. */
export function noExec(board: string, place: string): ProblemError {
  return new ProblemError({
    code: 'board/noexec',
    title: `${board} starts no programs from ${place}`,
    why: 'its file system is mounted noexec, so the start would end in "Permission denied" (126)',
    fix: {
      text: 'name a folder on another file system: folder = "/opt/ferry" for that board in ferry.toml',
      command: ['ssh', board, 'mount'],
    },
    exit: EXIT.board,
    details: { board, place },
  })
}

/** Nothing can be written there. */
export function readOnly(board: string, place: string): ProblemError {
  return new ProblemError({
    code: 'board/read-only',
    title: `${place} on ${board} cannot be written`,
    why: 'its file system is mounted read-only: by choice, or because the kernel found errors on it',
    fix: {
      text: 'name a place that can be written, or mount it for writing',
      command: ['ssh', board, 'sudo', 'mount', '-o', 'remount,rw', place],
    },
    exit: EXIT.board,
    details: { board, place },
  })
}

/** This user may not write there. */
export function notWritable(board: string, place: string, user: string | undefined): ProblemError {
  return new ProblemError({
    code: 'board/not-writable',
    title: `${user ?? 'this user'} may not write ${place} on ${board}`,
    why: 'the folder belongs to another user',
    fix: {
      text: 'name a place of your own, or give it to yourself',
      command: ['ssh', board, 'ls', '-ld', place],
    },
    exit: EXIT.board,
    details: { board, place },
  })
}

/** `--sudo` on a board that has no sudo. */
export function noSudo(board: string, user: string | undefined): ProblemError {
  return new ProblemError({
    code: 'board/no-sudo',
    title: `${board} has no sudo`,
    why: `--sudo starts the program by it, and ${user ?? 'this user'} is not root there`,
    fix: {
      text: 'log in as root, or install sudo on the board; without --sudo the program runs as it is',
      command: ['ssh', board, 'id'],
    },
    exit: EXIT.board,
    details: { board },
  })
}

/** No place on the board can take a program. `tried`: each place with its reason. */
export function noPlace(board: string, tried: readonly string[]): ProblemError {
  return new ProblemError({
    code: 'board/no-place',
    title: `${board} has no place where a program could be put and started`,
    why: tried.length > 0 ? tried.join('; ') : 'no folder was found that this user may write',
    fix: {
      text: 'name one that you may write: folder = "/mnt/data" for that board in ferry.toml',
      command: ['ssh', board, 'df', '-h'],
    },
    exit: EXIT.board,
    details: { board, tried },
  })
}

/** What arrived is not what was sent; nothing was changed there. */
export function shipFailed(
  board: string,
  path: string,
  why: string,
  output: readonly string[],
): ProblemError {
  return new ProblemError({
    code: 'board/ship-failed',
    title: `${path} did not arrive on ${board}`,
    why: `${why}; what was there before is still there`,
    fix: { text: 'try again', command: ['ferry', 'probe', board] },
    exit: EXIT.board,
    ...(output.length > 0 ? { output: output.slice(-10) } : {}),
    details: { board, path },
  })
}

/** No target of rustc runs on the board. `why` are the sentences of the choice. */
export function noTargetForBoard(board: string, why: readonly string[]): ProblemError {
  return new ProblemError({
    code: 'board/no-target',
    title: `rustc has no target that runs on ${board}`,
    why: why.join('\n'),
    fix: {
      text: 'name one yourself, if you know better',
      command: ['ferry', 'run', '--on', board, '--target', 'TARGET'],
    },
    exit: EXIT.board,
  })
}
