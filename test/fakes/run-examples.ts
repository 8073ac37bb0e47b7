import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { mock } from 'node:test'
import { pathToFileURL } from 'node:url'
import { format } from 'node:util'

const root = resolve(import.meta.dirname, '..', '..')
const IMPORTS = `import { findTarget, judge, probe, readElf, verify } from 'cargo-ferry'
import { readFile } from 'node:fs/promises'
`

export interface LibraryExample {
  readonly where: string
  readonly code: string
  /** Needs a virtual board. */
  readonly board: boolean
}

/** The js blocks of the library's guide and of the comments in src/index.ts. */
export function findLibraryExamples(): readonly LibraryExample[] {
  return ['docs/guides/library.md', 'src/index.ts'].flatMap((where) => {
    const text = readFileSync(join(root, where), 'utf8').replace(/^ \* ?/gm, '')
    const blocks = [...text.matchAll(/^```js( board)?\n([\s\S]*?)^```$/gm)]
    assert.ok(blocks.length > 2, where)
    return blocks.map(([, board, code = '']) => ({
      where,
      code: code.includes('import {') ? code : IMPORTS + code,
      board: board !== undefined,
    }))
  })
}

/** Puts the files that examples read into a folder: a program for this machine, and a board's facts. */
export function writeExampleFiles(folder: string): void {
  copyFileSync(join(root, 'test/fixtures/elf/built/x86-64-static'), join(folder, 'hello'))
  copyFileSync(join(root, 'test/boards/pi-zero-w-raspbian.json'), join(folder, 'pi-zero.json'))
}

/** Runs an example as a module of `folder`; what it prints must be what its `// comments` behind console.log say. */
export async function checkExample(
  { where, code }: LibraryExample,
  folder: string,
  library: string,
  run: (file: string) => Promise<string>,
): Promise<void> {
  const file = join(folder, `example-${++count}.mjs`)
  writeFileSync(file, code.replaceAll("'cargo-ferry'", `'${library}'`))
  const printed = await run(file)
  const wanted = [...code.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm)].map((match) => match[1])
  assert.ok(wanted.length > 0, code)
  assert.deepEqual(printed.trimEnd().split('\n'), wanted, `${where}\n${code}`)
}

let count = 0

/** Runs a module in this process, in its folder. Gives what it printed. */
export async function runHere(file: string): Promise<string> {
  const lines: string[] = []
  const print = mock.method(console, 'log', (...values: unknown[]) => {
    lines.push(format(...values))
  })
  const before = process.cwd()
  process.chdir(dirname(file))
  try {
    await import(pathToFileURL(file).href)
  } finally {
    print.mock.restore()
    process.chdir(before)
  }
  return lines.join('\n')
}

/** Runs a module by that Node. Gives its stdout. */
export async function runByNode(node: string, file: string): Promise<string> {
  const options = { cwd: dirname(file), encoding: 'utf8' } as const
  const { stdout, stderr, status } = spawnSync(node, [file], options)
  assert.equal(status, 0, stderr)
  return stdout
}
