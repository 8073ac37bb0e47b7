import { createHash } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { rolldown } from 'rolldown'

import { asciiOnly } from './ascii-only.ts'
import { buildLibrary } from './build-library.ts'
import { joinChunks } from './join-chunks.ts'
import { lazyBuiltins } from './lazy-builtins.ts'

/**
 * Bundles the command into one file, dist/ferry.cjs (beside it the small dist/runner.cjs, which cargo starts for each test program), and
 * the library into dist/lib; all run on Node 20.19 and later.
 */
const root = resolve(import.meta.dirname, '..')
await rm(join(root, 'dist'), { recursive: true, force: true })
await mkdir(join(root, 'dist'), { recursive: true })
await bundleInto('src/cli/main.ts', 'ferry.cjs')
await bundleInto('src/cli/runner-client.ts', 'runner.cjs')
if (!process.argv.includes('--command')) await buildLibrary()

async function bundleInto(input: string, name: string): Promise<void> {
  const bundle = await rolldown({
    input: join(root, input),
    platform: 'node',
    plugins: [lazyBuiltins(), asciiOnly()],
    treeshake: { propertyReadSideEffects: false },
    // Modules that a command does not load are not compiled when ferry starts.
    optimization: { pifeForModuleWrappers: false },
    transform: { target: 'node20' },
    logLevel: 'warn',
  })
  const { output } = await bundle.generate({
    format: 'cjs',
    // Names stay: a stack in a bug report must be readable.
    minify: { mangle: false, compress: true, codegen: true },
    comments: false,
  })
  await bundle.close()
  const code = joinChunks(output.filter((part) => part.type === 'chunk'))
  // bin/ferry.js keeps compiled code by this line.
  const id = createHash('sha256').update(code).digest('hex').slice(0, 16)
  await writeFile(join(root, 'dist', name), `//${id}\n${code}`)
  console.log(`dist/${name} ${(code.length / 1000).toFixed(0)} kB`)
}
