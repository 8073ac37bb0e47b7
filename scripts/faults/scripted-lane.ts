import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

import { ProblemError } from '../../src/core/problem/problem.ts'
import { probe } from '../../src/work/probe.ts'
import { ship } from '../../src/work/ship.ts'
import { makeTestWorld } from '../../test/fakes/real-world.ts'
import type { Outcome, Stage } from './fault.ts'
import { makeVersion } from './make-versions.ts'
import { makeScriptedRemote } from './scripted-remote.ts'
import type { ScriptFault } from './scripted-remote.ts'
import { runProcess } from './run-process.ts'

/** A shell of this host as the board's, and the tools for sums that it has. */
export interface ScriptedLane {
  readonly name: string
  /** Whole path first. */
  readonly shell: readonly string[]
  /** `sha256sum`, `md5sum`, `cksum`; none: sizes alone are compared. */
  readonly sums: readonly string[]
  /** How many of each kind. */
  readonly count: number
}

/** What scripts for boards may start; a program that is not here is missing on the board. */
const TOOLS =
  'sh cat rm mv chmod mkdir rmdir df ls wc sync head tail tr cut cp dd sed awk grep sort touch stat uname id sleep printf test zstd gzip gunzip'

const SUMS = ['sha256sum', 'md5sum', 'cksum']

const SIZE = 60_000

export interface ScriptedFault {
  readonly id: string
  readonly kind: string
  readonly fault: ScriptFault
  /** Ferry's own folder, one folder a version, instead of a place that is named. */
  readonly version: boolean
  readonly other: boolean
}

/** Injects faults of a lane, in this process: no ssh, no ferry is started, so that each byte can be tried. */
export async function runScriptedLane(
  lane: ScriptedLane,
  faults: readonly ScriptedFault[],
  tell: (outcome: Outcome) => void,
  isStopped: () => boolean = () => false,
): Promise<void> {
  if (faults.length === 0) return
  const folder = mkdtempSync('/tmp/ff-')
  const home = join(folder, 'home')
  mkdirSync(join(home, '.cache'), { recursive: true })
  const env = { HOME: home, PATH: layOutTools(folder, lane.sums), LOGNAME: 'pi' }
  const it = makeTestWorld(() => makeScriptedRemote({ shell: lane.shell, env }))
  const remote = await it.world.connect('scripted')
  const probed = await probe(it.world, 'scripted', () => {}, { remote })
  const isMissing = (tool: string): boolean => SUMS.includes(tool) && !lane.sums.includes(tool)
  const facts = { ...probed, tools: probed.tools?.filter((tool) => !isMissing(tool)) ?? [] }
  let number = 0
  const known = new Map<string, string>()
  const make = (): Program => {
    const { bytes, says, sha256 } = makeVersion(
      process.arch === 'arm64' ? 'aarch64' : 'x86-64',
      ++number,
      SIZE,
    )
    const file = join(folder, 'app')
    known.set(sha256, says)
    return { sha256, write: () => (writeFileSync(file, bytes, { mode: 0o755 }), file) }
  }
  const place = join(home, 'bin/app')
  const shipOnce = async (
    program: Program,
    version: boolean,
    fault?: ScriptFault,
  ): Promise<string> => {
    const stop = new AbortController()
    const broken = makeScriptedRemote({
      shell: lane.shell,
      env,
      ...(fault ? { fault } : {}),
      abort: () => stop.abort(),
    })
    try {
      const report = await within(
        ship(
          it.world,
          broken,
          facts,
          { file: program.write(), ...(version ? {} : { to: place }), signal: stop.signal },
          () => {},
        ),
      )
      return report === undefined ? 'hung' : `ok ${report.path}`
    } catch (error) {
      return error instanceof ProblemError ? error.problem.code : `not typed: ${String(error)}`
    }
  }
  let old = make()
  await shipOnce(old, false)
  try {
    for (const [index, one] of faults.entries()) {
      if (isStopped()) break
      const started = performance.now()
      const next = make()
      const wrong: string[] = []
      const way = await shipOnce(next, one.version, one.fault)
      wrong.push(...judgeWay(one, way))
      const at = one.version
        ? programsBelow(home).find((path) => sumOf(path) === next.sha256)
        : place
      const sum = at === undefined ? undefined : sumOf(at)
      const broken = programsBelow(home).filter(
        (path) => sumOf(path) !== 'gone' && !known.has(sumOf(path)),
      )
      wrong.push(...broken.map((path) => `${path} is none of the programs that were sent`))
      const state = broken.length > 0 ? 'broken' : sum === next.sha256 ? 'new' : 'old'
      if (!one.version && state === 'old' && sum !== old.sha256)
        wrong.push('the old program is gone')
      if (way.startsWith('ok') && state !== 'new')
        wrong.push(`it said that it was done, and the program is ${state}`)
      // Every tenth is started; the others are one of those by their sum.
      if (at !== undefined && sum !== undefined && broken.length === 0 && index % 10 === 0) {
        const said = await runProcess(at, [])
        if (said.out !== known.get(sum)) wrong.push(`started it said ${JSON.stringify(said.out)}`)
      }
      const again = one.other ? make() : next
      const healed = await shipOnce(again, one.version)
      const unclean: string[] = []
      if (!healed.startsWith('ok')) unclean.push(`the next command ended as ${healed}`)
      const left = filesBelow(home).filter((path) => !path.endsWith('/app'))
      if (left.length > 0) unclean.push(`left on the board: ${left.join(', ')}`)
      if (!one.version) old = again
      tell({
        id: one.id,
        lane: lane.name,
        kind: one.kind,
        stage: stageOf(one.fault),
        state,
        cleaned: unclean.length === 0,
        hung: way === 'hung',
        code: way.startsWith('ok') ? 0 : 4,
        ...(way.includes('/') && !way.startsWith('ok') ? { problem: way } : {}),
        wrong: [...wrong, ...unclean],
        ms: Math.round(performance.now() - started),
      })
    }
  } finally {
    it.remove()
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Program {
  readonly sha256: string
  /** Writes the file on this host and gives its path. */
  write(): string
}

/** The faults of a lane, the same in every run. */
export function planScripted({ count, sums }: ScriptedLane): readonly ScriptedFault[] {
  const spread = (
    kind: string,
    length: number,
    make: (at: number) => ScriptFault,
  ): ScriptedFault[] =>
    Array.from({ length: count }, (_, i) => ({
      id: `${kind}/${i}`,
      kind: `script: ${kind}`,
      fault: make(Math.floor(((i + 0.5) / count) * length)),
      version: i % 3 === 2,
      other: i % 5 === 4,
    }))
  const answer = 700
  const word = 10
  const file = SIZE + word
  return [
    ...spread('cut while sending', file, (at) => ({ kind: 'cut', stream: 'up', at })),
    ...spread('cut in the answer', answer, (at) => ({ kind: 'cut', stream: 'down', at })),
    ...spread('killed', file, (at) => ({ kind: 'killed', at })),
    ...spread('given up', file, (at) => ({ kind: 'aborted', at })),
    ...spread('bytes lost', file, (at) => ({ kind: 'lost', at })),
    ...spread('bytes twice', file, (at) => ({ kind: 'twice', at })),
    // Where no sum can be made, a byte that is another is not found; SSH's own sums keep it from coming so far.
    ...(sums.length === 0
      ? []
      : spread('byte changed', file, (at) => ({ kind: 'bent', stream: 'up', at }))),
    ...spread('answer changed', answer, (at) => ({ kind: 'bent', stream: 'down', at })),
  ]
}

function stageOf(fault: ScriptFault): Stage {
  return 'stream' in fault && fault.stream === 'down' ? 'asking' : 'sending'
}

function judgeWay({ fault }: ScriptedFault, way: string): readonly string[] {
  const name = way.startsWith('ok') ? 'ok' : way
  const allowed = allowedWays(fault)
  return allowed.some((one) => name === one || (one.endsWith('/') && name.startsWith(one)))
    ? []
    : [`ended as ${name}, not as ${allowed.join(' or ')}`]
}

function allowedWays(fault: ScriptFault): readonly string[] {
  switch (fault.kind) {
    case 'cut':
      // The last words of an answer may be lost after all was done.
      return ['ssh/line-lost']
    case 'killed':
      return ['ssh/line-lost', 'ok']
    case 'aborted':
      return ['board/ship-failed', 'ssh/line-lost', 'ok']
    case 'lost':
      return ['board/ship-failed']
    case 'twice':
      // The last ones of the file may come twice: the board was told how many to take.
      return ['board/ship-failed', 'ok']
    case 'bent':
      return fault.stream === 'up' ? ['board/ship-failed'] : ['board/', 'ok']
    case 'noise':
      return ['ok']
  }
}

const PATIENCE_MS = 120_000

async function within<value>(work: Promise<value>): Promise<value | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((settle) => {
    timer = setTimeout(() => settle(undefined), PATIENCE_MS)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** A folder with the tools of the board alone. */
function layOutTools(folder: string, sums: readonly string[]): string {
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  for (const name of [...TOOLS.split(' '), ...sums]) {
    const found = ['/usr/bin', '/bin', '/usr/sbin', '/sbin']
      .map((path) => join(path, name))
      .find((path) => existsSync(path))
    if (found !== undefined) symlinkSync(found, join(bin, name))
  }
  return bin
}

function sumOf(path: string): string {
  if (!existsSync(path)) return 'gone'
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

function filesBelow(folder: string): readonly string[] {
  // Old versions are removed beside: what is listed may be gone.
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return filesBelow(path)
      return entry.isFile() ? [path] : []
    })
  } catch {
    return []
  }
}

function programsBelow(folder: string): readonly string[] {
  return filesBelow(folder).filter((path) => path.endsWith('/app'))
}
