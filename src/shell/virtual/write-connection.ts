import { join } from 'node:path'

import { USER } from '../../core/plan/virtual-board.ts'
import { formatKnownHost, formatSshConfig } from '../../core/plan/virtual-ssh-config.ts'
import type { KeptBoard, KeptRun } from './board-state.ts'
import type { VirtualTools } from './virtual-tools.ts'

/** Writes down how a board that just started is reached, and last that it runs. */
export async function writeConnection(
  tools: VirtualTools,
  kept: KeptBoard,
  folder: string,
  run: KeptRun,
): Promise<void> {
  const { files, folders } = tools
  const knownHostsFile = join(folder, 'known_hosts')
  await files.write(knownHostsFile, formatKnownHost(kept.name, kept.hostKey), 0o600)
  const config = formatSshConfig({
    name: kept.name,
    address: run.address,
    port: run.port,
    user: USER.name,
    identityFile: join(folders.keys, 'id_ed25519'),
    knownHostsFile,
  })
  await files.write(join(folder, 'ssh_config'), config, 0o600)
  await files.write(join(folder, 'run.json'), `${JSON.stringify(run, undefined, 2)}\n`, 0o600)
}
