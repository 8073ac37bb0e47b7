/**
 * npm run corpus: real projects of crates.io and small programs over their C code, built, verified, shipped and run
 * on six virtual boards; on two of them by the peers as well. Each result is kept in the cache: what was done is not
 * done again, what failed is tried once more.
 *
 * Words: PROJECT… takes those projects alone. --on BOARD (may be repeated) those boards; --tool ferry|cargo-zigbuild|cargo
 * those tools; --fresh does again what is kept; --list prints the names; --failed only what failed the last time;
 * --new only what was never tried; --write writes docs/corpus.md from what is kept.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

import { BOARDS, type CorpusBoard } from './corpus/boards.ts'
import { makeCorpusWorld } from './corpus/corpus-world.ts'
import { getPeers, type Peers } from './corpus/get-peers.ts'
import { getProject } from './corpus/get-project.ts'
import { CORPUS_NEEDS } from './corpus/host-needs.ts'
import { keepResults } from './corpus/keep-results.ts'
import { writePage } from './corpus/write-page.ts'
import { formatShares, type ProjectResults } from './corpus/page.ts'
import { installLibraries, prepareBoard } from './corpus/prepare-board.ts'
import type { CorpusProject, CorpusTool } from './corpus/project.ts'
import { PROJECTS } from './corpus/projects.ts'
import { runFerry } from './corpus/run-ferry.ts'
import { runPeer } from './corpus/run-peer.ts'
import { NEEDS, ensureHostPackages } from './host-packages.ts'

const TOOLS = ['ferry', 'cargo-zigbuild', 'cargo'] as const
const COMMON_LIBRARIES = [
  ...new Set(PROJECTS.flatMap(({ heavy, packages = [] }) => (heavy ? [] : packages))),
]
const root = resolve(import.meta.dirname, '..')
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    on: { type: 'string', multiple: true, default: [] },
    tool: { type: 'string', multiple: true, default: [] },
    fresh: { type: 'boolean', default: false },
    failed: { type: 'boolean', default: false },
    new: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
})
const projects = choose(PROJECTS, positionals, 'project')
const boards = choose(BOARDS, values.on, 'board')
const tools = choose(
  TOOLS.map((name) => ({ name })),
  values.tool,
  'tool',
).map(({ name }) => name)
if (values.list) {
  for (const { name } of [...PROJECTS, ...BOARDS]) console.log(name)
  process.exit(0)
}

const world = makeCorpusWorld()
const kept = keepResults(world.folder)
const inputs = new Map<string, string>()
if (!values.write) {
  ensureHostPackages([...Object.values(NEEDS), ...CORPUS_NEEDS])
  const peers = tools.some((tool) => tool !== 'ferry') ? getPeers(world) : undefined
  const versions = readVersions(peers)
  const started = new Set<string>()
  for (const project of projects) {
    for (const board of boards) {
      for (const tool of tools) await attempt(project, board, tool, versions, peers, started)
    }
  }
}
const all: readonly ProjectResults[] = PROJECTS.map((project) => ({
  project,
  tries: (board, tool) => kept.tries(project.name, board, tool, inputOf(project)),
}))
if (values.write) {
  writePage(resolve(root, 'docs', 'corpus.md'), all)
  console.log('docs/corpus.md')
}
console.log(formatShares(all).join('\n'))

async function attempt(
  project: CorpusProject,
  board: CorpusBoard,
  tool: CorpusTool,
  versions: Readonly<Record<CorpusTool, string>>,
  peers: Peers | undefined,
  started: Set<string>,
): Promise<void> {
  if (project.heavy === true && board.forHeavy !== true) return
  if (tool !== 'ferry' && board.peer === undefined) return
  const input = inputOf(project)
  const before = kept.tries(project.name, board.name, tool, input).at(-1)
  if (before && values.new) return
  if (before?.ran === true && !values.fresh) return
  if (before?.ran !== false && values.failed) return
  // A peer's failure does not mend itself.
  if (before && tool !== 'ferry' && !values.fresh) return
  if (!started.has(board.name)) {
    prepareBoard(board, world)
    // All at once: the board stands still for it, and another run may be at work on it.
    await installLibraries(board, COMMON_LIBRARIES, world)
    started.add(board.name)
  }
  if (project.packages) await installLibraries(board, project.packages, world)
  const ready = getProject(project, world)
  const load = loadavg()[0] ?? 0
  const date = new Date().toISOString()
  const outcome =
    tool === 'ferry'
      ? runFerry(project, board, ready, world)
      : board.peer && peers
        ? runPeer(tool, project, { ...board, peer: board.peer }, ready, peers, world)
        : undefined
  if (!outcome) return
  const seconds = Math.round(outcome.seconds * 10) / 10
  kept.add({
    project: project.name,
    board: board.name,
    tool,
    input,
    versions: versions[tool],
    date,
    load: Math.round(load * 10) / 10,
    ...outcome,
    seconds,
  })
  const said = outcome.ran ? 'ran' : outcome.built ? 'RAN WRONG' : 'NOT BUILT'
  world.tell(`${said.padEnd(9)}  ${project.name} on ${board.name} by ${tool}, ${seconds} s`)
  if (outcome.why !== undefined) world.tell(outcome.why.replaceAll(/^/gm, '      '))
}

function inputOf(project: CorpusProject): string {
  const known = inputs.get(project.name)
  if (known !== undefined) return known
  const { input } = getProject(project, world)
  inputs.set(project.name, input)
  return input
}

function readVersions(peers: Peers | undefined): Readonly<Record<CorpusTool, string>> {
  const say = (file: string, ...args: readonly string[]): string =>
    execFileSync(file, args, { cwd: root, encoding: 'utf8' }).trim()
  const rustc = say('rustc', '--version').split(' ').slice(0, 2).join(' ')
  const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as {
    readonly version: string
  }
  const commit = say('git', 'rev-parse', '--short', 'HEAD')
  return {
    ferry: `ferry ${version} (${commit}), ${rustc}`,
    'cargo-zigbuild': `${peers?.version ?? ''}, ${rustc}`,
    cargo: `${rustc}, ${say('aarch64-linux-gnu-gcc', '--version').split('\n')[0] ?? ''}`,
  }
}

/** The things of these names, in their own order; all where none is named. An unknown name ends the script. */
function choose<thing extends { readonly name: string }>(
  things: readonly thing[],
  names: readonly string[],
  what: string,
): readonly thing[] {
  const unknown = names.find((name) => !things.some((thing) => thing.name === name))
  if (unknown !== undefined) {
    console.error(`no ${what} is called ${unknown}: npm run corpus -- --list prints the names`)
    process.exit(2)
  }
  return names.length === 0 ? things : things.filter(({ name }) => names.includes(name))
}
