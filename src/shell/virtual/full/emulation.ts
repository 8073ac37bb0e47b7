import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { FULL_SOCKETS } from '../../../core/plan/full/full-command.ts'
import { SAYS } from '../../../core/plan/full/full-init.ts'
import { startTicks } from '../board-state.ts'
import type { VirtualTools } from '../virtual-tools.ts'
import type { Computer } from './ensure-computer.ts'
import { openMonitor, openSocket } from './monitor.ts'
import type { Monitor } from './monitor.ts'

/** QEMU as it runs in a folder. */
export interface Emulation {
  readonly pid: number
  readonly isAlive: () => boolean
  /** Waits until the console has said that line. Gives why it will not: `failed …`, the emulator's end, too long. */
  saw(line: string, withinMs: number): Promise<{ readonly why: string } | undefined>
  /** Types a line into the console. */
  type(line: string): Promise<void>
  monitor(): Promise<Monitor | undefined>
  /** Last lines of the console and of QEMU itself. */
  story(): Promise<readonly string[]>
  kill(): Promise<void>
}

const OWN_LOG = 'emulator.log'

/** Starts QEMU in `folder`; its pid is written there first of all that is awaited. */
export async function emulate(
  tools: VirtualTools,
  computer: Computer,
  folder: string,
  args: readonly string[],
): Promise<Emulation> {
  const { files, clock, processes } = tools
  for (const name of [...Object.values(FULL_SOCKETS), OWN_LOG])
    await files.remove(join(folder, name))
  const pid = await processes.detach(computer.qemu(args, folder), join(folder, OWN_LOG))
  await writeFile(join(folder, 'pid'), String(pid))
  const ticks = startTicks(pid)
  const isAlive = (): boolean => ticks !== undefined && startTicks(pid) === ticks
  const console = async (): Promise<readonly string[]> =>
    ((await files.readText(join(folder, FULL_SOCKETS.log))) ?? '').split(/\r?\n/)
  return {
    pid,
    isAlive,
    saw: async (line, withinMs) => {
      const deadline = clock.ticks() + withinMs
      for (;;) {
        const alive = isAlive()
        const lines = await console()
        if (lines.includes(line)) return undefined
        const failed = lines.find((each) => each.startsWith(SAYS.failed))
        if (failed !== undefined) return { why: failed.replace(`${SAYS.failed} `, '') }
        if (!alive) return { why: 'the emulator ended' }
        if (clock.ticks() > deadline) return { why: `nothing within ${withinMs / 1000} s` }
        await clock.sleep(15)
      }
    },
    type: async (line) => {
      const socket = await openSocket(clock, pid, FULL_SOCKETS.console, isAlive)
      if (!socket) return
      await new Promise<void>((settle) => {
        socket.on('error', () => settle())
        socket.on('data', () => undefined)
        socket.once('close', () => settle())
        socket.end(`${line}\n`, () => settle())
      })
    },
    monitor: () => openMonitor(clock, pid, FULL_SOCKETS.monitor, isAlive),
    story: async () => {
      const own = ((await files.readText(join(folder, OWN_LOG))) ?? '').split('\n')
      return [...own.slice(-6), ...(await console()).slice(-12)].filter(Boolean)
    },
    kill: async () => {
      while (isAlive()) {
        try {
          process.kill(pid, 'SIGKILL')
        } catch {
          return
        }
        await clock.sleep(5)
      }
    },
  }
}
