import type { Fix } from '../../core/verdict/finding.ts'
import type { World } from '../../ports/world.ts'

/** The command that installs packages on this host, by its package manager. Names are Debian's. */
export async function installFix(
  world: Pick<World, 'host' | 'processes'>,
  names: readonly string[],
): Promise<Fix> {
  const text = `install ${names.join(' ')}`
  const root = world.host.uid === 0 ? [] : ['sudo']
  if (world.host.platform === 'darwin')
    return { text, command: ['brew', 'install', ...toBrew(names)] }
  for (const [manager, ...words] of [
    ['apt-get', 'install', '-y'],
    ['dnf', 'install', '-y'],
    ['pacman', '-S'],
    ['apk', 'add'],
  ] as const) {
    if ((await world.processes.which(manager)) !== undefined) {
      return { text, command: [...root, manager, ...words, ...names] }
    }
  }
  return { text }
}

/** Homebrew's clang comes with `llvm`. */
function toBrew(names: readonly string[]): readonly string[] {
  return [...new Set(names.map((name) => (name === 'clang' ? 'llvm' : name)))]
}
