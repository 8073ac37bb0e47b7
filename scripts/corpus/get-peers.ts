import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

import type { CorpusWorld } from './corpus-world.ts'
import { execute } from './execute.ts'

/** The peers' programs. */
export interface Peers {
  readonly zigbuild: string
  /** Folder of the program zig. */
  readonly zigFolder: string
  /** `cargo-zigbuild 0.24.1, zig 0.15.2`. */
  readonly version: string
}

const ZIGBUILD = '0.24.1'

/** cargo-zigbuild by cargo and zig by pip, into the cache (once). Throws where they cannot be had. */
export function getPeers(world: CorpusWorld): Peers {
  const tools = join(world.folder, 'tools')
  mkdirSync(tools, { recursive: true })
  const root = join(tools, 'cargo-zigbuild')
  const zigbuild = join(root, 'bin', 'cargo-zigbuild')
  if (!existsSync(zigbuild)) {
    world.tell(`  Building cargo-zigbuild ${ZIGBUILD} (once)`)
    const words = ['install', '--locked', '--root', root, `cargo-zigbuild@${ZIGBUILD}`]
    const ended = execute('cargo', words, { cwd: tools, minutes: 30 })
    if (!existsSync(zigbuild)) throw new Error(`cargo install cargo-zigbuild: ${ended.err}`)
  }
  const place = join(tools, 'zig')
  const zigFolder = join(place, 'ziglang')
  if (!existsSync(join(zigFolder, 'zig'))) {
    world.tell('  Fetching zig by pip (once)')
    const words = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', place, 'ziglang']
    const ended = execute('python3', words, { cwd: tools, minutes: 15 })
    if (!existsSync(join(zigFolder, 'zig'))) throw new Error(`pip install ziglang: ${ended.err}`)
  }
  const zig = execute(join(zigFolder, 'zig'), ['version'], { cwd: tools, minutes: 1 }).out.trim()
  return { zigbuild, zigFolder, version: `cargo-zigbuild ${ZIGBUILD}, zig ${zig}` }
}
