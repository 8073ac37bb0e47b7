import { join } from 'node:path'

import type { FaultBoard } from './fault-board.ts'
import { startFullBoard } from './full-fault-board.ts'
import { startHostBoard } from './host-board.ts'
import type { HostBoardOptions } from './host-board.ts'
import type { LaneOptions } from './make-lane.ts'
import type { FaultCounts } from './plan-faults.ts'
import type { ScriptedLane } from './scripted-lane.ts'
import { startVirtualBoard } from './virtual-fault-board.ts'

export interface LanePlan {
  readonly name: string
  readonly board: (folder: string) => Promise<FaultBoard>
  readonly options?: Partial<LaneOptions>
  readonly counts: FaultCounts
  /** Most of its time is waiting: it runs beside the others. */
  readonly waits?: boolean
}

const hostBoard =
  (kind: 'openssh' | 'dropbear', loginShell?: HostBoardOptions['loginShell']) =>
  (folder: string): Promise<FaultBoard> =>
    startHostBoard({
      kind,
      folder: join(folder, 'b'),
      ...(loginShell === undefined ? {} : { loginShell }),
    })

const virtual = (name: string) => (): Promise<FaultBoard> =>
  startVirtualBoard(`faults-${name}-${process.pid}`)

/** A login shell that speaks before and after, on both streams, with controls in it. */
const LOUD = {
  name: 'loud',
  script: 'printf "\\033]0;evil\\007WELCOME connection closed\\n"; echo NOISE >&2; exec sh "$@"',
} as const

/** What `npm run faults` injects, by board. */
export const LANES: readonly LanePlan[] = [
  {
    name: 'OpenSSH',
    board: hostBoard('openssh'),
    counts: {
      'line cut': 30,
      'line cut for good': 9,
      'line reset': 12,
      'line damaged': 12,
      'line slow': 3,
      'line cut while the program runs': 4,
      'ferry killed': 24,
      'ferry killed at an event': 8,
      'Ctrl-C': 6,
      SIGTERM: 3,
      SIGHUP: 3,
      'processes killed': 9,
      'board killed': 9,
      'tool fails': 48,
      'wrong hash': 9,
      'short write': 9,
      'disk full': 4,
      'disk full in the middle': 15,
      'no inode left': 2,
      'two at once': 15,
    },
  },
  {
    name: 'dropbear',
    board: hostBoard('dropbear'),
    counts: {
      'line cut': 18,
      'line cut for good': 6,
      'line damaged': 6,
      'line cut while the program runs': 4,
      'ferry killed': 15,
      'board killed': 6,
      'processes killed': 6,
      'two at once': 6,
    },
  },
  {
    name: 'OpenSSH, packed',
    board: hostBoard('openssh'),
    options: { far: true, size: 700_000 },
    counts: {
      'line cut': 15,
      'line reset': 6,
      'line damaged': 6,
      'ferry killed': 12,
      'two at once': 6,
    },
  },
  {
    name: 'OpenSSH, no sharing',
    board: hostBoard('openssh'),
    options: { unshared: true },
    counts: {
      'line cut': 15,
      'line reset': 6,
      'line damaged': 6,
      'line cut while the program runs': 3,
      'ferry killed': 12,
      'board killed': 3,
      'processes killed': 6,
    },
  },
  {
    name: 'login shell fish',
    board: hostBoard('openssh', { name: 'fish', script: 'exec fish "$@"' }),
    counts: { 'line cut': 9, 'ferry killed': 6, 'processes killed': 3 },
  },
  {
    name: 'login shell tcsh',
    board: hostBoard('openssh', { name: 'tcsh', script: 'exec tcsh "$@"' }),
    counts: { 'line cut': 9, 'ferry killed': 6, 'processes killed': 3 },
  },
  {
    name: 'login shell that speaks',
    board: hostBoard('openssh', LOUD),
    counts: { 'line cut': 9, 'ferry killed': 6, 'Ctrl-C': 3 },
  },
  {
    name: 'login shell busybox sh',
    board: hostBoard('openssh', { name: 'ash', script: 'exec busybox sh "$@"' }),
    counts: { 'line cut': 9, 'ferry killed': 6 },
  },
  {
    name: 'virtual Raspberry Pi 4',
    board: virtual('a'),
    counts: {
      'line cut': 30,
      'line cut for good': 9,
      'line reset': 9,
      'line damaged': 9,
      'line slow': 3,
      'line cut while the program runs': 6,
      'ferry killed': 24,
      'Ctrl-C': 6,
      'board killed': 21,
      'processes killed': 9,
      'two at once': 9,
    },
  },
  {
    name: 'whole virtual Raspberry Pi 4 in 1970',
    board: () => startFullBoard(`faults-full-${process.pid}`, { clock: 100 }),
    counts: { 'line cut': 9, 'ferry killed': 6, 'board killed': 9 },
  },
  {
    name: 'silent lines',
    board: hostBoard('openssh'),
    waits: true,
    counts: {
      'line silent': 24,
      'line silent for good': 6,
      'line silent while the program runs': 4,
    },
  },
  {
    name: 'silent lines, dropbear',
    board: hostBoard('dropbear'),
    waits: true,
    counts: { 'line silent': 12, 'line silent while the program runs': 2 },
  },
  {
    name: 'silent lines, virtual',
    board: virtual('b'),
    waits: true,
    counts: { 'line silent': 12, 'line silent for good': 3 },
  },
]

/** Scripts alone, by shells of this host: cheap, so that they are many. */
export const SCRIPTED_LANES: readonly ScriptedLane[] = [
  { name: 'scripts, dash', shell: ['/bin/dash'], sums: ['sha256sum'], count: 16 },
  { name: 'scripts, bash', shell: ['/bin/bash'], sums: ['md5sum'], count: 12 },
  { name: 'scripts, busybox sh', shell: ['/bin/busybox', 'sh'], sums: ['cksum'], count: 12 },
  { name: 'scripts, mksh', shell: ['/bin/mksh'], sums: ['sha256sum'], count: 12 },
  { name: 'scripts, no sums', shell: ['/bin/dash'], sums: [], count: 12 },
]
