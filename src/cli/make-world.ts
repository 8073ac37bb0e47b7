import type { Host, World } from '../ports/world.ts'
import { makeClock } from '../shell/clock.ts'
import { makeFiles } from '../shell/files.ts'
import { makeProcesses } from '../shell/processes.ts'
import type { WorldOptions } from './run-ferry.ts'

export async function makeWorld(host: Host, options: WorldOptions): Promise<World> {
  void options
  throw new Error(String([host, makeClock, makeFiles, makeProcesses]))
}
