import type { Injection } from './fault.ts'
import type { Lane } from './make-lane.ts'
import { PLACE } from './measure-lane.ts'

/** A board made ready for one fault. */
export interface PreparedBoard {
  /** Whole path of the program there. */
  readonly place: string
  /** Makes the board worse once the old program lies there. */
  spoil(): Promise<void>
  /** Makes it good again. */
  mend(): Promise<void>
}

const nothing = (): Promise<void> => Promise.resolve()

/** Faults of the board itself: tools that lie, and places without room. Others need nothing. */
export function prepareBoard(lane: Lane, injection: Injection): PreparedBoard {
  const { board } = lane
  const home = `${board.home}/${PLACE}`
  if (injection.what === 'tool') {
    const { tool, script } = injection
    return {
      place: home,
      spoil: () => putTool(lane, tool, script),
      mend: () => dropTool(lane, tool),
    }
  }
  if (injection.what === 'full') {
    const { freeKib, known } = injection
    // Two programs fit where all is well; then what is left beside the old one.
    const room = Math.ceil(lane.size / 4096) * 4
    return {
      place: `${SMALL}/app`,
      spoil: async () => {
        if (known !== true) await putTool(lane, 'df', DF_LIES)
        await mount(lane, `size=${room + freeKib}k`)
      },
      mend: async () => {
        await dropTool(lane, 'df')
        await mount(lane, 'size=8m')
      },
    }
  }
  if (injection.what === 'inodes') {
    return {
      place: `${SMALL}/app`,
      spoil: () => mount(lane, 'nr_inodes=2'),
      mend: () => mount(lane, 'nr_inodes=1000'),
    }
  }
  return { place: home, spoil: nothing, mend: nothing }
}

/** A file system of its own, in memory. */
const SMALL = '/mnt/small'

const DF_LIES =
  'echo Filesystem 1024-blocks Used Available Capacity Mounted on\necho x 99999999 1 99999998 1% /'

async function mount({ board }: Lane, option: string): Promise<void> {
  const how = `mountpoint -q ${SMALL} || { mkdir -p ${SMALL} && mount -t tmpfs -o size=8m tmpfs ${SMALL}; }`
  const said = await board.say(`${how}; mount -o remount,${option} ${SMALL}`)
  if (said.code !== 0) throw new Error(`mount with ${option} ended with ${said.code}`)
}

/** A script that stands before the real tool in PATH. */
function putTool({ board }: Lane, tool: string, script: string): Promise<void> {
  return board.put(`/usr/local/bin/${tool}`, `#!/bin/sh\n${script}\n`)
}

function dropTool({ board }: Lane, tool: string): Promise<void> {
  return board.put(`/usr/local/bin/${tool}`, undefined)
}
