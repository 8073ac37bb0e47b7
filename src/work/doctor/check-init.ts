import { dirname } from 'node:path'

import { stripBlocks } from '../../core/config/ferry-blocks.ts'
import { parseCargoConfig } from '../../core/read/cargo-config.ts'
import { findConfigFile } from '../cargo-config-file.ts'
import type { Outcome, Patient } from './outcome.ts'

/** What `ferry init` wrote: are the files that it names still there? No line where nothing was written. */
export async function checkInit({ world, folder }: Patient): Promise<readonly Outcome[]> {
  const common = { id: 'init', needed: true, why: 'plain cargo builds for the board by it' }
  for (let at = folder; ; at = dirname(at)) {
    const file = await findConfigFile(world, at)
    const text = (await world.files.readText(file)) ?? ''
    const { blocks, broken } = stripBlocks(text)
    if (broken !== undefined) {
      const evidence = `${file}:${broken}: one half of a block of ferry init is gone`
      return [{ ...common, state: 'blocked', evidence, code: 'config/broken-block' }]
    }
    if (blocks > 0) {
      const gone = await firstGone(world, text)
      if (gone === undefined) return [{ ...common, state: 'ok', evidence: file }]
      const board = /^# Written by: ferry init --on (\S+)/m.exec(text)?.[1] ?? 'BOARD'
      const fix = { text: 'write it anew', command: ['ferry', 'init', '--on', board] }
      return [
        { ...common, state: 'missing', evidence: `${file} names ${gone}, which is gone`, fix },
      ]
    }
    if (at === dirname(at)) return []
  }
}

async function firstGone(world: Patient['world'], text: string): Promise<string | undefined> {
  const config = parseCargoConfig(text)
  const named = [
    ...Object.values(config?.targets ?? {}).flatMap(({ linker, runner }) => [linker, runner?.[0]]),
    ...Object.entries(config?.env ?? {})
      .filter(([name]) => /^(?:CC|CXX|AR|CMAKE_TOOLCHAIN_FILE|PKG_CONFIG_SYSROOT_DIR)_/.test(name))
      .map(([, { value }]) => value),
  ]
  for (const path of named) {
    if (path?.startsWith('/') === true && !(await world.files.stat(path))) return path
  }
  return undefined
}
