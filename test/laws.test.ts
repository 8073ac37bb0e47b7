import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { test } from 'node:test'

const root = resolve(import.meta.dirname, '..')
const layers: Readonly<Record<string, readonly string[]>> = {
  core: ['core'],
  ports: ['ports', 'core'],
  render: ['render', 'core'],
  work: ['work', 'ports', 'core'],
  shell: ['shell', 'ports', 'core'],
  cli: ['cli', 'work', 'render', 'shell', 'ports', 'core'],
}

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => {
    const file = join(root, 'src', name)
    const text = readFileSync(file, 'utf8')
    const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((m) => m[1] ?? '')
    return { name: name.replaceAll('\\', '/'), file, text, imports }
  })

test('imports go one way', () => {
  const wrong: string[] = []
  for (const { name, file, imports } of sources) {
    const layer = name.split('/')[0] ?? ''
    const allowed = layers[layer]
    if (!allowed) continue // public entries at the top of src/
    for (const target of imports.filter((i) => i.startsWith('.'))) {
      const to = relative(join(root, 'src'), resolve(dirname(file), target)).split('/')[0] ?? ''
      if (!allowed.includes(to)) wrong.push(`${name} → ${target}`)
    }
  }
  assert.deepEqual(wrong, [])
})

test('core imports no node: module and no effectful global', () => {
  const wrong = sources
    .filter(({ name }) => name.startsWith('core/'))
    .filter(
      ({ imports, text }) =>
        imports.some((i) => i.startsWith('node:')) ||
        /\b(process\.|Date\.now|Math\.random|new Date\(\))/.test(text),
    )
    .map(({ name }) => name)
  assert.deepEqual(wrong, [])
})

test('ports hold types alone', () => {
  const wrong = sources
    .filter(
      ({ name, text }) => name.startsWith('ports/') && /^export (?!interface|type)/m.test(text),
    )
    .map(({ name }) => name)
  assert.deepEqual(wrong, [])
})

test('no import cycles', () => {
  const edges = new Map(
    sources.map(({ file, imports }) => [
      file,
      imports.filter((i) => i.startsWith('.')).map((i) => resolve(dirname(file), i)),
    ]),
  )
  const done = new Set<string>()
  const path: string[] = []
  const cycles: string[] = []
  const visit = (file: string): void => {
    if (path.includes(file)) {
      cycles.push(
        [...path.slice(path.indexOf(file)), file].map((f) => relative(root, f)).join(' → '),
      )
      return
    }
    if (done.has(file)) return
    path.push(file)
    for (const next of edges.get(file) ?? []) visit(next)
    path.pop()
    done.add(file)
  }
  for (const file of edges.keys()) visit(file)
  assert.deepEqual(cycles, [])
})

test('no source file above 400 lines', () => {
  const long = sources
    .filter(
      ({ name, text }) => !name.startsWith('core/knowledge/') && text.split('\n').length > 401,
    )
    .map(({ name, text }) => `${name}: ${text.split('\n').length}`)
  assert.deepEqual(long, [])
})

/** Codes of problems and findings, as written in the sources: `code: 'area/what'`. */
const codes = new Map(
  sources
    .filter(({ name }) => name.startsWith('core/problem/') || name.startsWith('core/verdict/'))
    .flatMap(({ name, text }) =>
      [...text.matchAll(/(?:code: |^ {2})'([a-z0-9]+\/[a-z0-9-]+)'/gm)].map(
        (m) => [m[1] ?? '', name] as const,
      ),
    ),
)

test('every code has a page, and every page a code', () => {
  assert.ok(codes.size > 0)
  const without = [...codes].filter(
    ([code]) => !existsSync(join(root, 'docs/problems', `${code}.md`)),
  )
  assert.deepEqual(without, [])
})

test('every page begins with its code and says more than that', () => {
  const folder = join(root, 'docs/problems')
  const wrong = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && name.includes('/'))
    .filter((name) => {
      const text = readFileSync(join(folder, name), 'utf8')
      return (
        !text.startsWith('# ') ||
        !text.split('\n')[0]?.includes(name.slice(0, -3)) ||
        text.length < 120
      )
    })
  assert.deepEqual(wrong, [])
})
