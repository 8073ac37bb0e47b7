import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

import { quoteSh } from '../../src/core/text/quote-sh.ts'
import type { VirtualBoard } from '../../src/ports/virtual-boards.ts'
import { makeVirtualWorld } from '../../test/real/virtual-world.ts'
import type { FaultBoard, Said } from './fault-board.ts'
import { runProcess } from './run-process.ts'

const HOME = '/home/pi'

/**
 * A whole emulated Raspberry Pi 4 with a kernel, a clock and a disk of its own: ending its process is a power cut, and `clock` is what its
 * clock says after each start (seconds since 1970).
 */
export async function startFullBoard(
  name: string,
  options: { readonly clock?: number } = {},
): Promise<FaultBoard> {
  const world = makeVirtualWorld()
  let board: VirtualBoard
  const sayAs = async (user: string, script: string): Promise<Said> => {
    const words = ['-F', board.sshConfigFile, '-o', 'BatchMode=yes', '-l', user, board.name, script]
    // 255 is ssh's own: the board is busy, or its server dropped the session. These looks are no part of what is tried.
    for (let tries = 1; ; tries++) {
      const { code, out } = await runProcess('ssh', words)
      if (code !== 255 || tries === 4) return { code: code ?? -1, out }
      await wait(500)
    }
  }
  const start = async (): Promise<void> => {
    board = await world.boards.start({ name, preset: 'pi-4', options: { full: {} } }, world.tell)
    if (options.clock !== undefined) await sayAs('root', `date -s @${options.clock}`)
  }
  const list = async (): Promise<ReadonlyMap<number, string>> => {
    const { out } = await sayAs('root', `ps -eo pid=,args= # ${MARK}`)
    const rows = [...out.matchAll(/^ *(\d+) (.*)$/gm)]
    return new Map(rows.map(([, pid, line]) => [Number(pid), line ?? '']))
  }
  await start()
  const idle = new Set((await list()).values())
  const isOwn = (line: string): boolean =>
    line.startsWith('[') || line.includes(MARK) || /dropbear|^ps -eo/.test(line) || idle.has(line)
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
    look: async (path) => {
      const at = quoteSh(path)
      const { out } = await sayAs('pi', `sha256sum <${at}; test -x ${at} && echo x`)
      const [sum = '', x] = out.split('\n')
      const sha256 = /^[0-9a-f]{64}/.exec(sum)?.[0]
      return sha256 === undefined ? undefined : { sha256, x: x === 'x' }
    },
    files: async (folder) => {
      const { out } = await sayAs(
        'pi',
        `find ${quoteSh(folder)} -type f ! -path '*/.ssh/*' 2>/dev/null`,
      )
      return out.split('\n').filter((line) => line !== '')
    },
    put: () => Promise.reject(new Error('no tool is changed on a full board')),
    say: (script) => sayAs('pi', script),
    processes: async () => new Map([...(await list())].filter(([, line]) => !isOwn(line))),
    kill: async () => {
      const first = board.running?.pid ?? 0
      process.kill(first, 'SIGKILL')
      for (let i = 0; i < 1000 && isRunning(first); i++) await wait(5)
    },
    start,
    remove: () => world.remove(),
  }
}

const MARK = 'ferry-faults-look'

function isRunning(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}
