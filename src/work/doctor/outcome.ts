import type { Check } from '../../core/doctor/check.ts'
import type { Tell } from '../../core/event.ts'
import type { Fix } from '../../core/verdict/finding.ts'
import type { World } from '../../ports/world.ts'

/** A way in which ferry mends it by itself. */
export interface Cure {
  /** What it will do, for the user to read before it happens. */
  readonly says: string
  /** True where it changes the system as root. */
  readonly root?: true
  /** Gives what it changed, in words; undefined where it changed nothing. Throws ProblemError. */
  run(tell: Tell): Promise<string | undefined>
}

/** A check's answer, with its cure. */
export interface Outcome extends Check {
  readonly cure?: Cure
}

/** Everything that a check looks at. */
export interface Patient {
  readonly world: World
  /** The project, or wherever the user stands. */
  readonly folder: string
  /** `+toolchain`, without the plus. */
  readonly toolchain?: string
  /** The board, as the user called it. */
  readonly board?: string
}

/**
 * A cure by a command of the host's package manager, where it has one. With `sudo` in front it runs only at a
 * terminal, where sudo can ask.
 */
export function cureByCommand(world: World, fix: Fix): Cure | undefined {
  const [file, ...args] = fix.command ?? []
  if (file === undefined) return undefined
  if (file === 'sudo' && !world.host.stdinIsTerminal) return undefined
  return {
    says: fix.text,
    ...(file === 'sudo' ? { root: true } : {}),
    run: async (tell) => {
      tell({ kind: 'command', file, args, where: 'host' })
      const { ending } = await world.processes.run(
        { file, args },
        {
          stdin: file === 'sudo' ? 'inherit' : new Uint8Array(),
          stdout: 'ignore',
          stderr: 'inherit',
        },
      )
      return ending.kind === 'exit' && ending.code === 0
        ? `ran ${[file, ...args].join(' ')}`
        : undefined
    },
  }
}
