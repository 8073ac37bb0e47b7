import { chmod, readFile, readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'

import { FULL_SOCKETS } from '../../core/plan/full/full-command.ts'
import { isRunning, startTicks } from './board-state.ts'
import type { KeptRun } from './board-state.ts'
import { openSocket } from './full/monitor.ts'
import { removeHostRules } from './remove-host-rules.ts'
import type { VirtualTools } from './virtual-tools.ts'

/** board-init gives programs five seconds after SIGTERM (GRACE_MS there); then it is killed, and with it all that is left. */
const PATIENCE_MS = 8000
/** A full board takes its time, emulated, and writes its disk. */
const FULL_PATIENCE_MS = 8000

/** Ends the board's init from outside: it tells all programs, and its own end is theirs. */
export async function stopBoard(tools: VirtualTools, name: string, run: KeptRun): Promise<void> {
  const full = run.way === 'full'
  const deadline = tools.clock.ticks() + (full ? FULL_PATIENCE_MS : PATIENCE_MS)
  if (full) await askToStop(tools, run)
  else signal(run.pid, 'SIGTERM')
  while (isRunning(run) && tools.clock.ticks() < deadline) await tools.clock.sleep(5)
  while (isRunning(run)) {
    signal(run.pid, 'SIGKILL')
    await tools.clock.sleep(5)
  }
  if (run.way === 'host') await removeHostRules(name)
  await tools.files.remove(join(tools.folders.boards, name, 'run.json'))
}

/**
 * Ends a board that no run.json tells of: ferry died between its start and the note. board-init had written its pid
 * before it let the board go on; only a process that still has this board's steps as its argument counts.
 */
export async function stopStray(tools: VirtualTools, name: string): Promise<boolean> {
  const text = await tools.files.readText(join(tools.folders.boards, name, 'pid'))
  const pid = Number(text)
  if (!Number.isSafeInteger(pid) || pid <= 1) return false
  const ticks = startTicks(pid)
  if (ticks === undefined) return false
  const own =
    (await isInitOf(pid, name, tools.folders.base)) || (await isEmulatorOf(tools, pid, name))
  if (!own) return false
  signal(pid, 'SIGKILL')
  for (let tries = 0; startTicks(pid) === ticks && tries < 400; tries++) await tools.clock.sleep(5)
  await removeHostRules(name)
  return true
}

async function isInitOf(pid: number, name: string, base: string): Promise<boolean> {
  try {
    const [file = '', steps = ''] = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0')
    return (
      file.startsWith(base) &&
      file.endsWith('/board-init') &&
      steps === join('boards', name, 'steps')
    )
  } catch {
    return false
  }
}

/** Types `stop` into a full board's console. A computer that does not listen is killed in the end. */
async function askToStop(tools: VirtualTools, run: KeptRun): Promise<void> {
  const socket = await openSocket(tools.clock, run.pid, FULL_SOCKETS.console, () => isRunning(run))
  socket?.on('error', () => undefined)
  socket?.on('data', () => undefined)
  socket?.write('stop\n')
  socket?.unref()
}

/** An emulator of a whole computer works in its board's folder, and nowhere else. */
async function isEmulatorOf(tools: VirtualTools, pid: number, name: string): Promise<boolean> {
  try {
    const line = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0')
    const folder = await tools.files.realpath(join(tools.folders.boards, name))
    return line.includes(`ferry-${name}`) && (await readlink(`/proc/${pid}/cwd`)) === folder
  } catch {
    return false
  }
}

function signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name)
  } catch {
    // It is gone already.
  }
}

/** Deletes a board's folder. overlayfs leaves a work folder that nobody may enter (mode 000). */
export async function deleteBoard(tools: VirtualTools, name: string): Promise<void> {
  const folder = join(tools.folders.boards, name)
  await openUp(folder)
  await tools.files.remove(folder)
}

async function openUp(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(async () => {
    await chmod(folder, 0o700).catch(() => undefined)
    return readdir(folder, { withFileTypes: true }).catch(() => [])
  })
  for (const entry of entries) {
    if (entry.isDirectory()) await openUp(join(folder, entry.name))
  }
}
