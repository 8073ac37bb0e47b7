import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { buildEnvironment } from './build-environment.ts'
import type { CorpusBoard } from './boards.ts'
import type { CorpusWorld } from './corpus-world.ts'
import { execute } from './execute.ts'
import type { ReadyProject } from './get-project.ts'
import { lastLines } from './last-lines.ts'
import type { CorpusProject, CorpusResult } from './project.ts'

type Outcome = Pick<
  CorpusResult,
  'seconds' | 'built' | 'verdict' | 'ran' | 'suggested' | 'feature' | 'why'
>

/** Builds, verifies, ships and runs it as a user would: `ferry run --on BOARD` in the project's folder. */
export function runFerry(
  project: CorpusProject,
  board: CorpusBoard,
  ready: ReadyProject,
  world: CorpusWorld,
): Outcome {
  const { packages } = project
  // One that was cut off may have left it.
  if (packages) rmSync(join(ready.folder, 'ferry.toml'), { force: true })
  const plain = run(project, board, ready, world, `virtual:${board.virtual}`)
  const withFeature = plain.outcome.ran
    ? undefined
    : runAsNamed(project, board, ready, plain, world)
  if (withFeature) return withFeature
  if (packages === undefined) return plain.outcome
  const suggested = packages.every((name) => plain.said.includes(`packages = ["${name}"]`))
  if (plain.outcome.ran) return { ...plain.outcome, suggested: false }
  // Debian has no library for musl: there is no package to name.
  if (board.target?.includes('musl') === true) return plain.outcome
  // That was without a line of configuration, and ferry had to name the package. Now with what it named.
  writeFileSync(
    join(ready.folder, 'ferry.toml'),
    `[board.${board.name}]\ndestination = "virtual:${board.virtual}"\npackages = ${JSON.stringify(packages)}\n`,
  )
  const { outcome } = run(project, board, ready, world, board.name)
  rmSync(join(ready.folder, 'ferry.toml'))
  const why =
    outcome.ran && !suggested ? `the package was not named: ${lastLines(plain.said)}` : outcome.why
  return {
    ...outcome,
    suggested,
    seconds: plain.outcome.seconds + outcome.seconds,
    ...(why === undefined ? {} : { why }),
  }
}

/** Where ferry names a feature of a crate (`cargo add CRATE --features NAME`), that is done in a copy, and it is built again. */
function runAsNamed(
  project: CorpusProject,
  board: CorpusBoard,
  ready: ReadyProject,
  plain: { readonly outcome: Outcome; readonly said: string },
  world: CorpusWorld,
): Outcome | undefined {
  const feature = /^\s*cargo add (\S+ --features \S+)$/m.exec(plain.said)?.[1]
  if (feature === undefined) return undefined
  const folder = `${ready.folder}.named`
  rmSync(folder, { recursive: true, force: true })
  cpSync(ready.folder, folder, { recursive: true, preserveTimestamps: true })
  const words = ['add', '-q', ...feature.split(' ')]
  const added = execute('cargo', words, { cwd: folder, minutes: 5 })
  const on = `virtual:${board.virtual}`
  const { outcome } = run(project, board, { ...ready, folder }, world, on)
  rmSync(folder, { recursive: true, force: true })
  const seconds = plain.outcome.seconds + outcome.seconds
  const why = outcome.ran ? {} : { why: lastLines(`${added.err}\n${outcome.why ?? ''}`) }
  return { ...outcome, feature, seconds, ...why }
}

function run(
  project: CorpusProject,
  board: CorpusBoard,
  ready: ReadyProject,
  world: CorpusWorld,
  on: string,
): { readonly outcome: Outcome; readonly said: string } {
  const events = join(world.folder, 'src', `${project.name}.events.jsonl`)
  rmSync(events, { force: true })
  const words = [
    'run',
    '--on',
    on,
    ...(board.target === undefined ? [] : ['--target', board.target]),
    ...(project.release === true ? [] : ['--dev']),
    ...(project.cargoArgs ?? []),
    '--events',
    events,
    '--',
    ...(project.args ?? []),
  ]
  const ended = execute(process.execPath, [world.ferry, ...words], {
    cwd: ready.folder,
    minutes: 45,
    env: buildEnvironment('ferry', project, world),
  })
  const { built, verdict } = readEvents(events)
  const ran = ended.code === (project.exit ?? 0) && project.prints.test(ended.out)
  const why = ran ? {} : { why: lastLines(`${ended.err}\n${ended.out}\nexit code ${ended.code}`) }
  const seconds = ended.seconds
  const outcome = { seconds, built, ...(verdict ? { verdict } : {}), ran, ...why }
  return { outcome, said: ended.err }
}

/** Whether cargo came to its end, and the verdict on the program. */
function readEvents(file: string): Pick<CorpusResult, 'built' | 'verdict'> {
  let found: Pick<CorpusResult, 'built' | 'verdict'> = { built: false }
  for (const line of existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []) {
    const event = JSON.parse(line || '{}') as {
      readonly kind?: string
      readonly id?: string
      readonly result?: { readonly verdict?: CorpusResult['verdict'] }
    }
    if (event.kind === 'step-done' && event.id === 'cargo') found = { ...found, built: true }
    const verdict = event.result?.verdict
    if (event.kind === 'verdict' && verdict) found = { ...found, verdict }
  }
  return found
}
