import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync, rmSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

import { rolldown } from 'rolldown'

import { lazyBuiltins } from './lazy-builtins.ts'

const root = resolve(import.meta.dirname, '..')
const folder = join(root, 'dist', 'lib')

/** Builds what `import … from 'cargo-ferry'` gives: dist/lib/index.js, tables in chunks that are loaded when needed, and types. */
export async function buildLibrary(): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  const bundle = await rolldown({
    input: { index: join(root, 'src/index.ts') },
    platform: 'node',
    plugins: [lazyBuiltins()],
    treeshake: { propertyReadSideEffects: false },
    transform: { target: 'node20' },
    logLevel: 'warn',
  })
  await bundle.write({
    dir: folder,
    format: 'esm',
    chunkFileNames: 'chunks/[name].js',
    minify: { mangle: false, compress: true, codegen: true },
    comments: false,
  })
  await bundle.close()
  const tsc = join(root, 'node_modules', '.bin', 'tsc')
  const { status, stdout } = spawnSync(tsc, ['-p', 'tsconfig.library.json'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`tsc: ${stdout}`)
  await keepReachable(join(folder, 'types'))
}

/** tsc writes a declaration for every source; those that the entry leads to stay. Imports end in .js, as publishing wants. */
async function keepReachable(types: string): Promise<void> {
  const kept = new Set<string>()
  const todo = [join(types, 'index.d.ts')]
  for (let file = todo.pop(); file !== undefined; file = todo.pop()) {
    if (kept.has(file)) continue
    kept.add(file)
    const text = await readFile(file, 'utf8')
    const here = dirname(file)
    const pattern = /((?:from|import\()\s*["'])(\.[^"']+?)\.(?:ts|js)(["'])/g
    for (const [, , path = ''] of text.matchAll(pattern)) todo.push(`${join(here, path)}.d.ts`)
    await writeFile(file, text.replace(pattern, '$1$2.js$3'))
  }
  for (const name of readdirSync(types, { recursive: true, encoding: 'utf8' })) {
    const file = join(types, name)
    if (name.endsWith('.d.ts') && !kept.has(file)) rmSync(file)
  }
  const entry = readFileSync(join(types, 'index.d.ts'), 'utf8')
  if (!entry.includes('export declare function verify')) throw new Error('the types lack verify')
}
