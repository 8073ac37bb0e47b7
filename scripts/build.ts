import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { rolldown } from 'rolldown'

/** Bundles the command into one file, dist/ferry.js, that runs on Node 20.19 and later. */
const root = resolve(import.meta.dirname, '..')
await rm(join(root, 'dist'), { recursive: true, force: true })
const bundle = await rolldown({
  input: join(root, 'src/cli/main.ts'),
  platform: 'node',
  external: [/^node:/],
  transform: { target: 'node20' },
  logLevel: 'warn',
})
const { output } = await bundle.write({
  file: join(root, 'dist/ferry.js'),
  format: 'esm',
  codeSplitting: false,
  comments: false,
})
await bundle.close()
console.log(`dist/ferry.js ${((output[0]?.code.length ?? 0) / 1000).toFixed(0)} kB`)
