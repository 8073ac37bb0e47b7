import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { makeWorld } from '../../src/cli/make-world.ts'
import { neverInSysroot } from '../../src/core/plan/sysroot/sysroot-packages.ts'
import { readHost } from '../../src/shell/host.ts'
import type { CorpusBoard } from './boards.ts'
import type { CorpusWorld } from './corpus-world.ts'
import { execute } from './execute.ts'

/** What every root has, or what only programs need. */
const ALREADY_THERE = [
  ...neverInSysroot,
  'libc6',
  'libc6-dev',
  'libgcc-s1',
  'libstdc++6',
  'gcc-12-base',
]

/** Starts the virtual board at its release. Throws where it cannot. */
export function prepareBoard(board: CorpusBoard, world: CorpusWorld): void {
  const words = ['virtual', 'start', board.virtual, '--release', board.release]
  const ended = execute(process.execPath, [world.ferry, ...words], {
    cwd: world.folder,
    minutes: 15,
  })
  if (ended.code !== 0) throw new Error(`${board.name}: ${ended.err}`)
}

/**
 * Puts on the board what its user would have installed: the libraries of these development packages, as
 * `apt install libasound2` does. They are unpacked into the board's own layer, while it stands still.
 */
export async function installLibraries(
  board: CorpusBoard,
  packages: readonly string[],
  world: CorpusWorld,
): Promise<void> {
  // A static program uses none of them.
  if (board.target?.includes('musl') === true) return
  const layer = join(world.cache, 'virtual', 'boards', board.virtual, 'upper')
  const stamp = join(layer, 'var', 'lib', 'corpus-libraries')
  const there = existsSync(stamp) ? readFileSync(stamp, 'utf8').split('\n') : []
  const names = packages.filter((name) => !there.includes(name))
  if (names.length === 0) return
  world.tell(`  Putting the libraries of ${names.join(', ')} on ${board.name}`)
  const live = makeWorld(readHost(), () => {})
  const request = {
    suite: board.release,
    architecture: board.architecture,
    names,
    dependencies: 'all',
    exclude: ALREADY_THERE,
  } as const
  const fetched = await live.packages.obtain(request, () => {})
  const ferry = (...words: readonly string[]): void => {
    const ended = execute(process.execPath, [world.ferry, 'virtual', ...words], {
      cwd: world.folder,
      minutes: 5,
    })
    if (ended.code !== 0) throw new Error(`${board.name}: ${ended.err}`)
  }
  ferry('stop', board.virtual)
  await live.packages.unpack(fetched, layer, {
    keep: (path) =>
      /(?:^|\/)(?:usr\/)?lib(?:$|\/[^/]+$)|\.so(?:\.|$)|^usr(?:$|\/share$|\/share\/alsa(?:\/|$)|\/lib\/python3)/.test(
        path,
      ),
    // /lib is a link to usr/lib there.
    place: (path) => path.replace(/^lib(?=\/|$)/, 'usr/lib'),
  })
  ferry('start', board.virtual)
  // As the package's trigger does.
  const config = join(world.cache, 'virtual', 'boards', board.virtual, 'ssh_config')
  const login = ['-F', config, '-l', 'root', board.virtual]
  const ended = execute('ssh', [...login, 'ldconfig'], { cwd: world.folder, minutes: 5 })
  if (ended.code !== 0) throw new Error(`${board.name}: ldconfig: ${ended.err}`)
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, [...there, ...names].join('\n'))
}
