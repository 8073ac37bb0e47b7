import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'

import { ensureNode20 } from '../../scripts/node-20.ts'
import {
  checkExample,
  findLibraryExamples,
  runByNode,
  writeExampleFiles,
} from '../fakes/run-examples.ts'

/** The package as a user gets it: packed, installed into an empty folder, called and imported there. */
const root = resolve(import.meta.dirname, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'ferry-package-'))
const nodes = { 'Node 20': ensureNode20(), 'the Node of development': process.execPath }
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string
}
const packed: { files: readonly string[] } = { files: [] }

function run(file: string, args: readonly string[], cwd: string): string {
  const ended = spawnSync(file, args, { cwd, encoding: 'utf8' })
  assert.equal(ended.status, 0, `${file} ${args.join(' ')}\n${ended.stdout}\n${ended.stderr}`)
  return ended.stdout
}

before(() => {
  run(process.execPath, ['scripts/build.ts'], root)
  const answer = run(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
    root,
  )
  const [{ filename, files }] = JSON.parse(answer) as [
    { filename: string; files: { path: string }[] },
  ]
  packed.files = files.map(({ path }) => path)
  writeFileSync(join(folder, 'package.json'), '{ "name": "user", "private": true }\n')
  run('npm', ['install', '--no-audit', '--no-fund', join(folder, filename)], folder)
  writeExampleFiles(folder)
})
after(() => rmSync(folder, { recursive: true, force: true }))

test('the package holds what runs and what is read, and nothing of the workshop', () => {
  for (const path of [
    'bin/ferry.js',
    'dist/ferry.cjs',
    'dist/lib/index.js',
    'dist/lib/types/index.d.ts',
    'docs/problems/elf/cpu-too-new.md',
    'schema/verify.schema.json',
    'helpers/Cargo.toml',
    'README.md',
  ])
    assert.ok(packed.files.includes(path), path)
  const others = packed.files.filter((path) =>
    /^(src|test|facts|scripts|bench|examples)\/|^helpers\/(.*\/)?target\/|\.test\.|\.actual$/.test(
      path,
    ),
  )
  assert.deepEqual(others, [])
})

test('npx ferry, ferry and cargo-ferry', () => {
  assert.equal(run('npx', ['--no', '--', 'ferry', '--version'], folder), `ferry ${version}\n`)
  const bin = join(folder, 'node_modules', '.bin')
  assert.equal(run(join(bin, 'cargo-ferry'), ['ferry', '--version'], folder), `ferry ${version}\n`)
  assert.match(
    run(join(bin, 'ferry'), ['explain', 'armhf'], folder),
    /armv7-unknown-linux-gnueabihf/,
  )
  assert.match(run(join(bin, 'ferry'), ['explain', 'elf/cpu-too-new'], folder), /ARMv6/)
})

for (const [name, node] of Object.entries(nodes)) {
  for (const [index, example] of findLibraryExamples().entries()) {
    test(`example ${index + 1} of ${example.where} on ${name}`, () =>
      checkExample(example, folder, 'cargo-ferry', (file) => runByNode(node, file)))
  }
}

test('the types are found and fit', () => {
  const code = `import { verify, type FileVerdict } from 'cargo-ferry'
const results: readonly FileVerdict[] = await verify(['hello'], 'facts:pi-zero.json', { allow: [] })
export const codes: readonly string[] = results.flatMap(({ findings }) => findings.map(({ code }) => code))
// @ts-expect-error: a destination or facts
await verify(['hello'], 1)
`
  writeFileSync(join(folder, 'user.mts'), code)
  const options = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--types',
    '',
  ]
  run(join(root, 'node_modules/.bin/tsc'), [...options, 'user.mts'], folder)
})
