import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { rolldown } from 'rolldown'

import { countEdges, type CountedCode } from './count-edges.ts'

export interface CountedTarget extends Omit<CountedCode, 'code'> {
  /** A module that exports what target.ts does, with counters. */
  readonly file: string
  /** Of the code without counters: figures of one state of ferry belong together. */
  readonly id: string
}

/** Bundles target.ts into one file and puts counters into it. */
export async function countedTarget(folder: string): Promise<CountedTarget> {
  const bundle = await rolldown({
    input: join(import.meta.dirname, 'target.ts'),
    platform: 'node',
    treeshake: { propertyReadSideEffects: false },
    logLevel: 'warn',
  })
  const { output } = await bundle.generate({ format: 'esm', comments: false, codeSplitting: false })
  await bundle.close()
  const { code } = output[0]
  const id = createHash('sha256').update(code).digest('hex').slice(0, 12)
  const counted = countEdges(code)
  const file = join(folder, `target-${id}.mjs`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, counted.code)
  return { file, id, edges: counted.edges, numbers: counted.numbers, texts: counted.texts }
}
