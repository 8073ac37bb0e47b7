import { createHash } from 'node:crypto'
import { chmod, copyFile, link, mkdir, readFile, writeFile } from 'node:fs/promises'
import { release as kernelRelease } from 'node:os'
import { join } from 'node:path'

import type { VirtualPreset } from '../../core/board/virtual-preset.ts'
import { BOARD_PORT, addressOf } from '../../core/board/virtual-name.ts'
import { USER, cpuinfoOf, planVirtualBoard } from '../../core/plan/virtual-board.ts'
import type { VirtualPlan } from '../../core/plan/virtual-board.ts'
import { MARK, MARK_OFFSET } from '../../core/plan/virtual-rules.ts'
import { formatKnownHost, formatSshConfig } from '../../core/plan/virtual-ssh-config.ts'
import { startFailed } from '../../core/problem/virtual-problems.ts'
import { bootId, startTicks } from './board-state.ts'
import type { KeptBoard, KeptRun } from './board-state.ts'
import type { Emulators } from './ensure-emulators.ts'
import { encodeSteps } from './encode-steps.ts'
import type { Helpers } from './ensure-helpers.ts'
import { errnoName, explainStart, isRefusal, readInitAnswer } from './explain-start.ts'
import type { HostRules, StartFailure } from './explain-start.ts'
import type { VirtualTools } from './virtual-tools.ts'

/** Everything that a start needs, at hand. */
export interface StartParts {
  readonly preset: VirtualPreset
  readonly kept: KeptBoard
  readonly helpers: Helpers
  readonly emulators: Emulators
  /** The client's public key line. */
  readonly publicKey: string
}

/** Starts a board that does not run; the lock of the board is held by the caller. */
export async function startBoard(tools: VirtualTools, parts: StartParts): Promise<KeptRun> {
  const folder = join(tools.folders.boards, parts.kept.name)
  await clearAway(tools, folder)
  await layOut(tools, parts, folder)
  const ways = tools.host.uid === 0 ? (['private', 'host'] as const) : (['private'] as const)
  for (const way of ways) {
    const outcome = await tryWay(tools, parts, folder, way)
    if ('run' in outcome) {
      await writeConnection(tools, parts, folder, outcome.run)
      return outcome.run
    }
    if (way === ways.at(-1) || !isRefusal(outcome.failure, outcome.kind)) {
      const log = (await tools.files.readText(join(folder, 'log'))) ?? ''
      const lines = log.split('\n').filter(Boolean).slice(-10)
      throw explainStart(
        parts.kept.name,
        outcome.failure,
        outcome.kind,
        await readRules(tools),
        lines,
      )
    }
  }
  throw startFailed(parts.kept.name, 'start', 'no way', [])
}

type Outcome =
  | { readonly run: KeptRun }
  | { readonly failure: StartFailure; readonly kind: string | undefined }

async function tryWay(
  tools: VirtualTools,
  parts: StartParts,
  folder: string,
  way: 'private' | 'host',
): Promise<Outcome> {
  const { kept } = parts
  const hash = createHash('sha256').update(`${tools.host.uid}\0${folder}`).digest('hex')
  let last: Outcome | undefined
  for (let attempt = 0; attempt < 20; attempt++) {
    const address = addressOf(hash, attempt)
    const plan = await makePlan(tools, parts, way, address, Number.parseInt(hash.slice(8, 12), 16))
    const steps = planVirtualBoard(plan)
    await writeFile(join(folder, 'steps'), encodeSteps(steps), { mode: 0o600 })
    const ended = await tools.processes.run(
      {
        file: parts.helpers.boardInit,
        args: [join('boards', kept.name, 'steps')],
        cwd: tools.folders.base,
      },
      { timeoutMs: 20_000 },
    )
    const answer = readInitAnswer(Buffer.from(ended.stdout).toString())
    if (answer === undefined)
      throw startFailed(kept.name, 'board-init', JSON.stringify(ended.ending), [])
    if ('pid' in answer) {
      return {
        run: {
          pid: answer.pid,
          startTicks: startTicks(answer.pid) ?? '',
          boot: bootId(),
          address,
          port: BOARD_PORT,
          way,
          startedAt: new Date(tools.clock.now()).toISOString(),
        },
      }
    }
    const failed = steps[answer.index]
    last = {
      failure: answer,
      kind: answer.step === 'mount' ? String(failed?.[1] ?? '') : undefined,
    }
    // Another program has that address: take the next.
    if (answer.step !== 'listen' || errnoName(answer.errno) !== 'EADDRINUSE') return last
  }
  return last ?? { failure: { index: 0, step: 'listen', errno: 0 }, kind: undefined }
}

async function makePlan(
  tools: VirtualTools,
  { preset, kept, publicKey }: StartParts,
  way: 'private' | 'host',
  address: string,
  firstProcessor: number,
): Promise<VirtualPlan> {
  const resolvConf = await tools.files.readText('/etc/resolv.conf')
  return {
    preset,
    name: kept.name,
    options: kept.options,
    folder: join('boards', kept.name),
    root: join('roots', kept.root),
    way,
    ids: (await hasAllIds(tools))
      ? { kind: 'all' }
      : { kind: 'one', uid: tools.host.uid, gid: process.getgid?.() ?? tools.host.uid },
    hostArch: tools.host.arch,
    address,
    port: BOARD_PORT,
    publicKey,
    serial: kept.serial,
    firstProcessor,
    ...(resolvConf === undefined ? {} : { resolvConf }),
  }
}

/** Root with all 65,536 ids of its own namespace (root of a small container may have fewer). */
async function hasAllIds(tools: VirtualTools): Promise<boolean> {
  if (tools.host.uid !== 0) return false
  const map = (await tools.files.readText('/proc/self/uid_map')) ?? ''
  const [first, , count] = map.trim().split(/\s+/).map(Number)
  return first === 0 && (count ?? 0) >= 65_536
}

/** What an earlier run, ended or crashed, left behind. */
async function clearAway(tools: VirtualTools, folder: string): Promise<void> {
  for (const name of ['run.json', 'pid', 'log', 'helpers'])
    await tools.files.remove(join(folder, name))
}

/** The folder that the board sees as /.ferry, and what stands beside it. */
async function layOut(tools: VirtualTools, parts: StartParts, folder: string): Promise<void> {
  const { preset, kept, helpers, emulators } = parts
  const to = join(folder, 'helpers')
  await mkdir(to, { recursive: true })
  for (const { machine, cpu } of preset.machines) {
    await mkdir(join(to, machine))
    await share(emulators.emulator(machine), join(to, machine, 'qemu'))
    await marked(tools, helpers.boardExec, join(to, machine, 'exec'))
    await writeFile(join(to, machine, 'cpu'), `${cpu}\n`)
  }
  await mkdir(join(to, 'lib'))
  for (const name of await tools.files.list(join(emulators.server, 'lib'))) {
    const [from, at] = [join(emulators.server, 'lib', name), join(to, 'lib', name)]
    await (name === 'ld.so' ? marked(tools, from, at) : share(from, at))
  }
  await share(join(emulators.server, 'dropbear'), join(to, 'dropbear'))
  await copyFile(join(folder, 'hostkey'), join(to, 'hostkey'))
  await chmod(join(to, 'hostkey'), 0o600)
  await writeFile(join(to, 'cpuinfo'), cpuinfoOf({ preset, serial: kept.serial }))
  await writeFile(join(to, 'no-program'), 'This file is of no format that a kernel can start.\n', {
    mode: 0o755,
  })
}

/** The same file under another name; a copy where links do not reach. */
async function share(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch {
    await copyFile(from, to)
  }
}

/** A copy with the mark by which the board's rules know ferry's own programs. */
async function marked(tools: VirtualTools, from: string, to: string): Promise<void> {
  const twin = `${from}.marked`
  if (!(await tools.files.stat(twin))) {
    const program = await readFile(from)
    program[MARK_OFFSET] = MARK
    await tools.files.write(twin, program, 0o755)
  }
  await share(twin, to)
}

async function writeConnection(
  tools: VirtualTools,
  { kept }: StartParts,
  folder: string,
  run: KeptRun,
): Promise<void> {
  const { files, folders } = tools
  const knownHostsFile = join(folder, 'known_hosts')
  await files.write(knownHostsFile, formatKnownHost(kept.name, kept.hostKey), 0o600)
  const config = formatSshConfig({
    name: kept.name,
    address: run.address,
    port: run.port,
    user: USER.name,
    identityFile: join(folders.keys, 'id_ed25519'),
    knownHostsFile,
  })
  await files.write(join(folder, 'ssh_config'), config, 0o600)
  await files.write(join(folder, 'run.json'), `${JSON.stringify(run, undefined, 2)}\n`, 0o600)
}

/** Settings of the host that bear on a refusal. */
async function readRules(tools: VirtualTools): Promise<HostRules> {
  const setting = async (path: string): Promise<string | undefined> =>
    (await tools.files.readText(`/proc/sys/${path}`))?.trim()
  return {
    uid: tools.host.uid,
    kernel: kernelRelease(),
    apparmor: await setting('kernel/apparmor_restrict_unprivileged_userns'),
    clone: await setting('kernel/unprivileged_userns_clone'),
    most: await setting('user/max_user_namespaces'),
  }
}
