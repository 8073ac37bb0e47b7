import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { rolldown } from 'rolldown'

import { asciiOnly } from './ascii-only.ts'
import { buildLibrary } from './build-library.ts'
import { lazyBuiltins } from './lazy-builtins.ts'

/** Bundles the command into one file, dist/ferry.js, and the library into dist/lib; both run on Node 20.19 and later. */
const root = resolve(import.meta.dirname, '..')
await rm(join(root, 'dist'), { recursive: true, force: true })
const bundle = await rolldown({
  input: join(root, 'src/cli/main.ts'),
  platform: 'node',
  plugins: [lazyBuiltins(), asciiOnly()],
  treeshake: { propertyReadSideEffects: false },
  // Modules that a command does not load are not compiled when ferry starts.
  optimization: { pifeForModuleWrappers: false },
  transform: { target: 'node20' },
  logLevel: 'warn',
})
const { output } = await bundle.write({
  file: join(root, 'dist/ferry.js'),
  format: 'esm',
  codeSplitting: false,
  // Names stay: a stack in a bug report must be readable.
  minify: { mangle: false, compress: true, codegen: true },
  comments: false,
})
await bundle.close()
console.log(`dist/ferry.js ${((output[0]?.code.length ?? 0) / 1000).toFixed(0)} kB`)
if (!process.argv.includes('--command')) await buildLibrary()
