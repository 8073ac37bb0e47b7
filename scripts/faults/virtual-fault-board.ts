import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

import type { VirtualBoard } from '../../src/ports/virtual-boards.ts'
import type { VirtualOptions } from '../../src/core/board/virtual-options.ts'
import { makeVirtualWorld } from '../../test/real/virtual-world.ts'
import { boardFiles } from './board-files.ts'
import type { FaultBoard } from './fault-board.ts'
import { listProcesses } from './host-board.ts'
import { runProcess } from './run-process.ts'

const HOME = '/home/pi'

/** A virtual Raspberry Pi 4 of its own (64 bits, Debian 12), programs emulated. */
export async function startVirtualBoard(
  name: string,
  options: VirtualOptions = {},
): Promise<FaultBoard> {
  const world = makeVirtualWorld()
  let board: VirtualBoard
  const start = async (): Promise<void> => {
    board = await world.boards.start({ name, preset: 'pi-4', options }, world.tell)
  }
  await start()
  const pid = (): number => board.running?.pid ?? 0
  const root = (): string => `/proc/${pid()}/root`
  return {
    name,
    machine: 'aarch64',
    home: HOME,
    address: () => ({ host: board.running?.address ?? '', port: board.running?.port ?? 0 }),
    get clientLines() {
      return readFileSync(board.sshConfigFile, 'utf8')
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '' && !/^(?:Host|HostName|Port) /.test(line))
    },
    ...boardFiles(root),
    say: async (script) => {
      const words = ['-F', board.sshConfigFile, '-o', 'BatchMode=yes', board.name, script]
      const { code, out } = await runProcess('ssh', words)
      return { code: code ?? -1, out }
    },
    processes: () => Promise.resolve(listProcesses(`${root()}/proc`)),
    kill: async () => {
      const first = pid()
      process.kill(first, 'SIGKILL')
      for (let i = 0; i < 1000 && isThere(first); i++) await wait(5)
    },
    start,
    remove: () => world.remove(),
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}
