import { join } from 'node:path'

import type { Tell } from '../../core/event.ts'
import type { World } from '../../ports/world.ts'
import type { ActiveToolchain } from './active-toolchain.ts'
import { runText } from './run-text.ts'

/** A server that failed is not asked again for this long, as long as there is another way. */
const REMEMBER_MS = 24 * 3600_000
/** Silence of the server that rustup is to bear, in seconds, where the user has not said (rustup's own: 180). */
const PATIENCE_S = '15'

/**
 * `rustup target add` for the active toolchain. Gives undefined where it worked, else why not, in words.
 * RUSTUP_DIST_SERVER is rustup's own business; its failure is remembered by `rememberFailure`.
 */
export async function addRustupTarget(
  world: World,
  active: ActiveToolchain,
  target: string,
  tell: Tell,
): Promise<string | undefined> {
  const failed = await recentFailure(world, active, target)
  if (failed !== undefined) return failed
  const args = [
    'target',
    'add',
    ...(active.name === undefined ? [] : ['--toolchain', active.name]),
    target,
  ]
  const id = `rustup ${target}`
  const started = world.clock.ticks()
  tell({ kind: 'step', id, text: `Asking rustup for the standard library of ${target}` })
  tell({ kind: 'command', file: 'rustup', args, where: 'host' })
  const said = await runText(
    world,
    {
      file: 'rustup',
      args,
      env: {
        RUSTUP_DOWNLOAD_TIMEOUT: world.host.env['RUSTUP_DOWNLOAD_TIMEOUT'] ?? PATIENCE_S,
        RUSTUP_MAX_RETRIES: world.host.env['RUSTUP_MAX_RETRIES'] ?? '1',
        RUST_BACKTRACE: '0',
      },
    },
    { timeoutMs: 900_000 },
  )
  const why = said.ok ? undefined : `rustup target add: ${firstError(said.complaint)}`
  tell({
    kind: 'step-done',
    id,
    ms: world.clock.ticks() - started,
    ...(why === undefined ? {} : { text: why }),
  })
  return why
}

/** rustup's own line that says what went wrong, short. */
function firstError(lines: readonly string[]): string {
  const line = lines.find((text) => text.startsWith('error:')) ?? lines.at(-1) ?? 'it failed'
  const reason =
    /: ([^:]*(?:error|refused|timed out|404|not found|lookup)[^:]*(?:\(os error \d+\))?)$/i.exec(
      line,
    )?.[1]
  return (reason ?? line.replace(/^error:\s*/, '')).slice(0, 200)
}

/** To be called where another way led to a std: from now on, and for a day, rustup is not asked for this. */
export async function rememberFailure(
  world: World,
  active: ActiveToolchain,
  target: string,
  why: string,
): Promise<void> {
  const path = failuresPath(world)
  const all = await readFailures(world)
  const key = keyOf(world, active, target)
  if (all[key] !== undefined && world.clock.now() - all[key].at < REMEMBER_MS) return
  await world.files.write(path, JSON.stringify({ ...all, [key]: { at: world.clock.now(), why } }))
}

async function recentFailure(
  world: World,
  active: ActiveToolchain,
  target: string,
): Promise<string | undefined> {
  const found = (await readFailures(world))[keyOf(world, active, target)]
  return found && world.clock.now() - found.at < REMEMBER_MS ? found.why : undefined
}

interface Failure {
  readonly at: number
  readonly why: string
}

async function readFailures(world: World): Promise<Readonly<Record<string, Failure>>> {
  try {
    return JSON.parse((await world.files.readText(failuresPath(world))) ?? '{}') as Record<
      string,
      Failure
    >
  } catch {
    return {}
  }
}

function failuresPath(world: World): string {
  return join(world.host.cache, 'toolchains', 'rustup-failures.json')
}

function keyOf(world: World, active: ActiveToolchain, target: string): string {
  return [
    world.host.env['RUSTUP_DIST_SERVER'] ?? '',
    active.name ?? '',
    active.version,
    target,
  ].join(' ')
}
