import type { Processes } from '../../src/ports/processes.ts'
import type { Remote } from '../../src/ports/remote.ts'

/** This machine as a board: scripts run by a shell of its own, no ssh between. `env` is the whole environment. */
export function makeLocalRemote(
  processes: Processes,
  options: {
    readonly shell?: readonly string[]
    readonly env?: Readonly<Record<string, string>>
  } = {},
): Remote {
  const [file = 'sh', ...args] = options.shell ?? ['sh']
  const command = (
    script: string,
  ): { file: string; args: string[]; env: Record<string, string> } => ({
    file,
    args: [...args, '-c', script],
    env: { ...options.env },
  })
  return {
    name: 'local',
    exec: (script, { stdin, maxBytes, timeoutMs, onStdout } = {}) =>
      processes.run(command(script), {
        ...(stdin === undefined ? {} : { stdin }),
        ...(onStdout === undefined ? {} : { onStdout }),
        ...(maxBytes === undefined ? {} : { maxBytes }),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      }),
    attach: async (script, { onStdout, onStderr }) => {
      const ended = await processes.run(command(script))
      await onStdout?.(ended.stdout)
      await onStderr?.(ended.stderr)
      return ended.ending
    },
    close: () => Promise.resolve(),
  }
}
