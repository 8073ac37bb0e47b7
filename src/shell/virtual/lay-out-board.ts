import { chmod, copyFile, link, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { formatCpuinfo } from '../../core/board/format-cpuinfo.ts'
import type { VirtualPreset } from '../../core/board/virtual-preset.ts'
import { MARK, MARK_OFFSET } from '../../core/plan/virtual-rules.ts'
import type { KeptBoard } from './board-state.ts'
import type { Emulators } from './ensure-emulators.ts'
import type { Helpers } from './ensure-helpers.ts'
import type { VirtualTools } from './virtual-tools.ts'

/** Everything that a start needs, at hand. */
export interface StartParts {
  readonly preset: VirtualPreset
  readonly kept: KeptBoard
  readonly helpers: Helpers
  readonly emulators: Emulators
  /** The client's public key line. */
  readonly publicKey: string
}

/** Takes away what an earlier run, ended or crashed, left behind, and makes the folder that the board sees as /.ferry. */
export async function layOutBoard(
  tools: VirtualTools,
  parts: StartParts,
  folder: string,
): Promise<void> {
  for (const name of ['run.json', 'pid', 'log', 'helpers']) {
    await tools.files.remove(join(folder, name))
  }
  const { preset, kept, helpers, emulators } = parts
  const to = join(folder, 'helpers')
  await mkdir(to, { recursive: true })
  for (const { machine, cpu } of preset.machines) {
    await mkdir(join(to, machine))
    await share(emulators.emulator(machine), join(to, machine, 'qemu'))
    await marked(tools, helpers.boardExec, join(to, machine, 'exec'))
    await writeFile(join(to, machine, 'cpu'), `${cpu}\n`)
  }
  await mkdir(join(to, 'lib'))
  for (const name of await tools.files.list(join(emulators.server, 'lib'))) {
    const [from, at] = [join(emulators.server, 'lib', name), join(to, 'lib', name)]
    await (name === 'ld.so' ? marked(tools, from, at) : share(from, at))
  }
  await share(join(emulators.server, 'dropbear'), join(to, 'dropbear'))
  await copyFile(join(folder, 'hostkey'), join(to, 'hostkey'))
  await chmod(join(to, 'hostkey'), 0o600)
  await writeFile(join(to, 'cpuinfo'), formatCpuinfo(preset, kept.serial))
  await writeFile(join(to, 'no-program'), 'This file is of no format that a kernel can start.\n', {
    mode: 0o755,
  })
}

/** The same file under another name; a copy where links do not reach. */
async function share(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch {
    await copyFile(from, to)
  }
}

/** A copy with the mark by which the board's rules know ferry's own programs. */
async function marked(tools: VirtualTools, from: string, to: string): Promise<void> {
  const twin = `${from}.marked`
  if (!(await tools.files.stat(twin))) {
    const program = await readFile(from)
    program[MARK_OFFSET] = MARK
    await tools.files.write(twin, program, 0o755)
  }
  await share(twin, to)
}
