import { EXIT, ProblemError } from './problem.ts'

/** A name is no rustc target, nor near one. */
export function unknownTarget(name: string): ProblemError {
  return new ProblemError({
    code: 'target/unknown',
    title: `no rustc target is called ${name}, and none is near`,
    why: 'rustc’s names of Linux targets read arch-unknown-linux-environment',
    fix: {
      text: 'ask for the target of a board by its name',
      command: ['ferry', 'target', 'raspberry pi 4'],
    },
    exit: EXIT.usage,
  })
}

/** A target was asked for by a name that rustc does not have; another was meant. `why`: sentences. */
export function mistakenTarget(name: string, meant: string, why: readonly string[]): ProblemError {
  return new ProblemError({
    code: 'target/unknown',
    title: `rustc has no target ${name}; you mean ${meant}`,
    ...(why.length > 0 && { why: why.join(' ') }),
    fix: { text: 'see what that target means', command: ['ferry', 'explain', meant] },
    exit: EXIT.usage,
    details: { target: meant },
  })
}

/** No rustc target runs on the board. `why`: the choice's sentences. */
export function noTargetFits(board: string, why: readonly string[]): ProblemError {
  return new ProblemError({
    code: 'target/none-fits',
    title: `no target of rustc is known to run on ${board}`,
    why: why.join(' '),
    fix: { text: 'see what was read of the board', command: ['ferry', 'probe', board] },
    exit: EXIT.finding,
  })
}

/** Words that lead to no board. `near`: names of boards that share words with them. */
export function unknownBoardWords(words: string, near: readonly string[]): ProblemError {
  return new ProblemError({
    code: 'target/unknown-board',
    title: `no board is known by “${words}”`,
    why:
      near.length > 0
        ? `the nearest are ${near.join(', ')}`
        : 'ferry knows boards by name, device-tree compatible entry, SoC, core and Raspberry Pi revision code',
    fix: { text: 'ask the board itself', command: ['ferry', 'probe', 'pi@raspberrypi.local'] },
    exit: EXIT.usage,
    ...(near.length > 0 && { details: { near } }),
  })
}

/** `--os` words that ferry does not understand. */
export function unknownSystem(system: string, unknown: readonly string[]): ProblemError {
  return new ProblemError({
    code: 'target/unknown-system',
    title: `“${unknown.join(' ')}” of --os ${system} says nothing to ferry`,
    why: 'it reads a system, a release, an architecture or bits: “raspberry pi os 32”, “debian 12 armhf”, “alpine”',
    fix: { text: 'name the system otherwise', command: ['ferry', 'target', '--help'] },
    exit: EXIT.usage,
  })
}
