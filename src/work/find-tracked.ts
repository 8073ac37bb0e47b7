import { decodeText } from '../core/bytes/decode-text.ts'
import type { World } from '../ports/world.ts'

const mostFiles = 200

/** Which of these files git tracks. None where git or a repository is missing. */
export async function findTracked(
  world: Pick<World, 'processes'>,
  files: readonly string[],
): Promise<ReadonlySet<string>> {
  const tracked = new Set<string>()
  if ((await world.processes.which('git')) === undefined) return tracked
  for (const [folder, some] of byFolder(files.slice(0, mostFiles))) {
    const names = some.map((file) => file.slice(file.lastIndexOf('/') + 1))
    const { ending, stdout } = await world.processes.run({
      file: 'git',
      args: ['-C', folder, '--literal-pathspecs', 'ls-files', '-z', '--', ...names],
      env: { GIT_OPTIONAL_LOCKS: '0' },
    })
    if (ending.kind !== 'exit' || ending.code !== 0) continue
    const known = new Set(decodeText(stdout).split('\0'))
    for (const file of some) {
      if (known.has(file.slice(file.lastIndexOf('/') + 1))) tracked.add(file)
    }
  }
  return tracked
}

function byFolder(files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const folders = new Map<string, string[]>()
  for (const file of files) {
    const folder = folderOf(file)
    folders.set(folder, [...(folders.get(folder) ?? []), file])
  }
  return folders
}

function folderOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.lastIndexOf('/')) || '/' : '.'
}
