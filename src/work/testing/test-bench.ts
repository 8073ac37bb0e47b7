import { basename, dirname, join } from 'node:path'

import type { BoardFacts } from '../../core/board/board-facts.ts'
import type { Tell } from '../../core/event.ts'
import { ABSENT, planProgram, planProgramQuestion } from '../../core/plan/program-script.ts'
import { planTestEnvironment } from '../../core/plan/test-environment.ts'
import { decodeText } from '../../core/bytes/decode-text.ts'
import { shipFailed } from '../../core/problem/board-problems.ts'
import type { FileVerdict } from '../../core/verdict/finding.ts'
import type { Ending } from '../../ports/processes.ts'
import type { AttachOptions, HeldShell, Remote } from '../../ports/remote.ts'
import type { World } from '../../ports/world.ts'
import { runProgram } from '../run-program.ts'
import { makeReadyLooker } from '../make-deep-looker.ts'
import { verifyFiles } from '../verify.ts'
import { openMirror } from './mirror.ts'
import { listProjectFiles } from './project-files.ts'

/** A board that programs of cargo are run on as cargo runs them on the host: in the same folders, with the same files beside them. */
export interface TestBench {
  /** Sends what these programs need, in one batch: the project's files, the programs, and those that they may start. */
  prepare(programs: readonly string[]): Promise<void>
  /** Ends as the program does; `refused` where it is certain to fail there, and nothing was started. */
  run(program: TestProgram): Promise<TestEnd>
  /** Lets the board's shell go. */
  close(): Promise<void>
}

export interface TestProgram {
  /** Absolute, as cargo gives it to a runner. */
  readonly file: string
  readonly args: readonly string[]
  /** The runner's own folder and environment, which are the program's. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly io: Pick<AttachOptions, 'pty' | 'stdin' | 'signal' | 'kill' | 'onStdout' | 'onStderr'>
}

export type TestEnd =
  | { readonly kind: 'refused'; readonly verdicts: readonly FileVerdict[] }
  | { readonly kind: 'ended'; readonly code: number }

export interface TestBenchOptions {
  readonly facts: BoardFacts
  /** The workspace, and cargo's target folder. */
  readonly root: string
  readonly targetFolder: string
  /** `[run] files` and `[run] env` of ferry.toml. */
  readonly files: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** What the board is called, and codes that are no reason to refuse. */
  readonly board: string
  readonly allow: readonly string[]
}

export async function openTestBench(
  world: World,
  remote: Remote,
  options: TestBenchOptions,
  tell: Tell,
): Promise<TestBench> {
  const { facts, root, targetFolder } = options
  const outside = targetFolder !== root && !targetFolder.startsWith(`${root}/`)
  const hosts = outside ? [root, targetFolder] : [root]
  const mirror = await openMirror(world, remote, facts, hosts, tell)
  const judged = new Map<string, Promise<readonly FileVerdict[]>>()
  const judge = (file: string): Promise<readonly FileVerdict[]> => {
    const { board, allow } = options
    const verdict =
      judged.get(file) ??
      verifyFiles(
        world,
        [file],
        facts,
        {
          board,
          allow,
          role: 'program',
          skipGit: true,
          deep: makeReadyLooker(world, tell),
        },
        tell,
      ).then(({ results }) => results)
    judged.set(file, verdict)
    return verdict
  }
  const ready = new Set<string>()
  const data = listProjectFiles(world, root, targetFolder, options.files)

  const prepare: TestBench['prepare'] = async (programs) => {
    const { files, tooLarge } = await data
    if (tooLarge) {
      tell({
        kind: 'warning',
        text: `The project's ${tooLarge.files} files are too many to be sent unasked: what its tests read is to be named in ferry.toml, [run] files = ["tests/data"]`,
      })
    }
    const good: string[] = []
    for (const file of programs) {
      if ((await judge(file)).every(({ verdict }) => verdict !== 'fails')) good.push(file)
    }
    const beside = (
      await Promise.all(
        [...new Set(good.map(profileFolder))].map((folder) => listPrograms(world, folder)),
      )
    ).flat()
    await mirror.fill({
      data: files.map((path) => `${root}/${path}`),
      programs: [...new Set([...good, ...beside])],
    })
    for (const file of good) ready.add(file)
    const lost = beside.find((path) => !mirror.leads(path))
    if (lost !== undefined) {
      tell({
        kind: 'warning',
        text: `Tests that start ${basename(lost)} by env!("CARGO_BIN_EXE_${basename(lost)}") will not find it: no folder of the board's user has a name as short as ${root}`,
      })
    }
  }

  let held: Promise<HeldShell | undefined> | undefined
  /** The same board, where what needs no terminal runs in one shell that is kept. */
  const keeping = async ({ pty }: TestProgram['io']): Promise<Remote> => {
    held ??= remote.hold?.() ?? Promise.resolve(undefined)
    const shell = pty ? undefined : await held
    if (!shell) return remote
    const { near } = remote
    return {
      name: remote.name,
      ...(near === undefined ? {} : { near }),
      exec: (script, wishes) => remote.exec(script, wishes),
      attach: (script, wishes) => shell.run(script, wishes),
      close: () => remote.close(),
    }
  }

  const run: TestBench['run'] = async (program) => {
    const verdicts = await judge(program.file)
    if (verdicts.some(({ verdict }) => verdict === 'fails')) return { kind: 'refused', verdicts }
    const env = { ...options.env, ...planTestEnvironment(program.env, mirror.translate) }
    const cwd = mirror.toBoard(program.cwd)
    const path = mirror.toBoard(program.file)
    const place = cwd === undefined ? {} : { cwd }
    if (path === undefined) {
      // rustdoc builds its tests in a folder of its own: each is sent when it is started.
      if (!ready.has('')) await prepare([])
      ready.add('')
      const { code } = await runProgram(
        world,
        await keeping(program.io),
        facts,
        { file: program.file, args: program.args, env, ...place, ...program.io },
        // Between the lines of a test's result nothing is told.
        () => undefined,
      )
      return { kind: 'ended', code }
    }
    if (!ready.has(program.file)) await prepare([program.file])
    const script = planProgram({ path, args: program.args, env, ...place })
    tell({ kind: 'command', file: 'sh', args: ['-c', script], where: remote.name })
    const { shell } = facts.user ?? {}
    const at = await keeping(program.io)
    const start = (): Promise<Ending> =>
      at.attach(script, { ...program.io, ...(shell === undefined ? {} : { shell }) })
    const ending = await start()
    if (ending.kind === 'exit' && ending.code === ABSENT && !(await isThere(remote, path))) {
      throw shipFailed(remote.name, path, 'it was there and is gone again', [])
    }
    return { kind: 'ended', code: ending.kind === 'exit' ? ending.code : 130 }
  }
  const close = async (): Promise<void> => {
    const shell = await held?.catch(() => undefined)
    shell?.end()
  }
  return { prepare, run, close }
}

async function isThere(remote: Remote, path: string): Promise<boolean> {
  const { stdout } = await remote.exec(planProgramQuestion(path))
  return decodeText(stdout).trim() === 'there'
}

/** `target/TRIPLE/debug` of `target/TRIPLE/debug/deps/app-0123` (the cargo book, "Build cache"). */
function profileFolder(file: string): string {
  const folder = dirname(file)
  return ['deps', 'examples'].includes(basename(folder)) ? dirname(folder) : folder
}

/** The project's own programs: tests start them by CARGO_BIN_EXE_name. */
async function listPrograms(world: World, folder: string): Promise<readonly string[]> {
  const programs: string[] = []
  for (const name of await world.files.list(folder)) {
    const path = join(folder, name)
    const stat = await world.files.stat(path)
    if (stat?.kind !== 'file' || (stat.mode & 0o111) === 0 || /\.(so|d|rlib|dylib)$/.test(name))
      continue
    programs.push(path)
  }
  return programs
}
