import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'

import type { VirtualOptions } from '../../core/board/virtual-options.ts'
import type { Files } from '../../ports/files.ts'
import type { VirtualRun } from '../../ports/virtual-boards.ts'
import type { VirtualFolders } from './virtual-folders.ts'

/** board.json: what a board is. */
export interface KeptBoard {
  readonly schema: 'ferry.virtual-board/1'
  readonly name: string
  readonly preset: string
  readonly release: string
  /** Name of the root below the folder of roots: a board keeps the one that its own layer was made on. */
  readonly root: string
  readonly options: VirtualOptions
  /** 16 hex digits, the serial number. */
  readonly serial: string
  /** Line of the host key, as in known_hosts. */
  readonly hostKey: string
}

/** run.json: how it runs. */
export interface KeptRun extends VirtualRun {
  /** Field 22 of /proc/PID/stat: with the boot's id it tells this process from any other that gets the same pid. */
  readonly startTicks: string
  readonly boot: string
}

const Kept: v.GenericSchema<unknown, KeptBoard> = v.object({
  schema: v.literal('ferry.virtual-board/1'),
  name: v.string(),
  preset: v.string(),
  release: v.string(),
  root: v.string(),
  options: v.object({
    storageBytes: v.exactOptional(v.number()),
    noexec: v.exactOptional(v.array(v.string())),
    readOnly: v.exactOptional(v.boolean()),
    full: v.exactOptional(
      v.object({
        memoryBytes: v.exactOptional(v.number()),
        pageBytes: v.exactOptional(v.picklist([4096, 16_384])),
      }),
    ),
  }),
  serial: v.string(),
  hostKey: v.string(),
})

const Run: v.GenericSchema<unknown, KeptRun> = v.object({
  pid: v.number(),
  startTicks: v.string(),
  boot: v.string(),
  address: v.string(),
  port: v.number(),
  way: v.picklist(['private', 'host', 'full']),
  startedAt: v.string(),
})

/** board.json of that board; undefined where there is none, or none that can be read. */
export async function readKept(
  files: Files,
  folders: VirtualFolders,
  name: string,
): Promise<KeptBoard | undefined> {
  return parse(Kept, await files.readText(join(folders.boards, name, 'board.json')))
}

/** run.json, where its process lives still. */
export async function readRun(
  files: Files,
  folders: VirtualFolders,
  name: string,
): Promise<KeptRun | undefined> {
  const run = parse(Run, await files.readText(join(folders.boards, name, 'run.json')))
  return run && isRunning(run) ? run : undefined
}

function parse<value>(
  schema: v.GenericSchema<unknown, value>,
  text: string | undefined,
): value | undefined {
  try {
    const result = v.safeParse(schema, JSON.parse(text ?? ''))
    return result.success ? result.output : undefined
  } catch {
    return undefined
  }
}

/** Whether that very process is alive (a zombie is not). */
export function isRunning(run: Pick<KeptRun, 'pid' | 'startTicks' | 'boot'>): boolean {
  return run.boot === bootId() && startTicks(run.pid) === run.startTicks
}

/** Start time of a live process in clock ticks since boot, as text (proc_pid_stat(5)). */
export function startTicks(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name may hold spaces and parentheses: fields count from behind the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
  } catch {
    return undefined
  }
}

export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
  } catch {
    return ''
  }
}
