import { join } from 'node:path'

import type { VirtualTools } from './virtual-tools.ts'

/** A shared library where Debian puts them, no plug-in deeper down. */
export function isLibrary(path: string): boolean {
  return /^(?:usr\/)?lib(?:64)?\/(?:[^/]+\/)?[^/]+\.so(?:\.[^/]*)?$/.test(path)
}

/** The libraries of unpacked packages side by side under `into/lib`, links as copies, the loader as `ld.so`. */
export async function gatherLibraries(
  tools: VirtualTools,
  unpacked: string,
  into: string,
): Promise<void> {
  for (const folder of ['usr/lib', 'lib', 'lib64'])
    await gather(tools, join(unpacked, folder), into)
}

async function gather(tools: VirtualTools, folder: string, into: string): Promise<void> {
  const { files } = tools
  for (const name of await files.list(folder)) {
    const path = join(folder, name)
    if ((await files.stat(path))?.kind === 'directory') await gather(tools, path, into)
    else {
      const to = /^ld-linux-[^/]+\.so\.\d$/.test(name) ? 'ld.so' : name
      const content = await files.read(path)
      if (content) await files.write(join(into, 'lib', to), content, 0o755)
    }
  }
}
