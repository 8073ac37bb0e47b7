import type { Command, RunOptions } from '../../ports/processes.ts'
import type { World } from '../../ports/world.ts'

export interface Said {
  readonly ok: boolean
  readonly stdout: string
  /** Last lines of stderr, at most 12. */
  readonly complaint: readonly string[]
}

/** Runs a command of the host and gives what it said as text. Never throws for a failure. */
export async function runText(
  world: Pick<World, 'processes'>,
  command: Command,
  options: RunOptions = {},
): Promise<Said> {
  const ended = await world.processes.run(command, { timeoutMs: 60_000, ...options })
  const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
  const complaint = decode(ended.stderr).trim().split('\n').slice(-12)
  return {
    ok: ended.ending.kind === 'exit' && ended.ending.code === 0,
    stdout: decode(ended.stdout),
    complaint:
      ended.ending.kind === 'timeout'
        ? [...complaint, `no end after ${ended.ending.afterMs / 1000} s`]
        : complaint,
  }
}
