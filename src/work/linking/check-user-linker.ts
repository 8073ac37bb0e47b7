import { basename } from 'node:path'

import type { BoardFacts } from '../../core/board/board-facts.ts'
import type { Tell } from '../../core/event.ts'
import type { KeptSetting } from '../../core/plan/cargo-environment.ts'
import { judgeGcc } from '../../core/plan/linkers/cross-gcc.ts'
import type { TargetAbi } from '../../core/plan/linkers/target-abi.ts'
import {
  linkerCpuTooNew,
  linkerLibcTooNew,
  linkerWrongMachine,
  namedLinkerMissing,
} from '../../core/problem/linker-problems.ts'
import { compareVersions } from '../../core/text/compare-versions.ts'
import type { Fix } from '../../core/verdict/finding.ts'
import type { World } from '../../ports/world.ts'
import { readGccFacts } from './gcc-facts.ts'

/** What a linker that ferry.toml names is called in messages. */
export const FERRY_TOML_LINKER = 'linker in ferry.toml'

/**
 * The user's own linker stands over ferry's choice, after a look at it: is it there, and would what
 * it puts into every program run on the board? Throws `linker/missing`, `linker/wrong-machine`,
 * `linker/cpu-too-new`, `linker/libc-too-new`. A linker that is no gcc cannot be asked for its
 * start files: the verdict on the finished program decides then.
 */
export async function checkUserLinker(
  world: Pick<World, 'files' | 'processes'>,
  setting: KeptSetting,
  abi: TargetAbi,
  board: BoardFacts,
  tell: Tell,
): Promise<void> {
  const linker = setting.value
  const there = /[/\\]/.test(linker)
    ? (await world.files.stat(linker)) !== undefined
    : (await world.processes.which(linker)) !== undefined
  const letFerry = setting.name.startsWith('CARGO_')
    ? {
        text: 'take the variable away, and ferry links by itself',
        command: ['unset', setting.name],
      }
    : setting.name === FERRY_TOML_LINKER
      ? { text: 'take linker out of ferry.toml, and ferry links by itself' }
      : { text: `take ${setting.name} out of cargo's configuration, and ferry links by itself` }
  if (!there) throw namedLinkerMissing(linker, setting.name, letFerry)
  if (!/^(?:.*-)?(?:gcc|cc|g\+\+|c\+\+)(?:-[\d.]+)?$/.test(basename(linker))) return
  await checkLinkerOf(world, linker, { called: linker, abi, board, fix: letFerry }, tell)
}

/**
 * The same for a gcc that is started by `program` and called otherwise by the user: what it would put into every program,
 * against target and board.
 */
export async function checkLinkerOf(
  world: Pick<World, 'files' | 'processes'>,
  program: string,
  {
    called,
    abi,
    board,
    fix,
  }: {
    readonly called: string
    readonly abi: TargetAbi
    readonly board: BoardFacts
    readonly fix: Fix
  },
  tell: Tell,
): Promise<void> {
  const verdict = judgeGcc({ ...(await readGccFacts(world, program)), name: called }, abi, board)
  switch (verdict.kind) {
    case 'serves':
    case 'no-start-files':
      return
    case 'wrong-machine':
      throw linkerWrongMachine(called, abi.target, verdict.makes, fix)
    case 'cpu-too-new':
      throw linkerCpuTooNew(called, abi.target, verdict.need, verdict.got, fix)
    case 'libc-too-new':
      // glibc 2.34 gave __libc_start_main a new version: certain to fail below it. Else it depends on the program.
      if (compareVersions(verdict.need, '2.34') >= 0 && compareVersions(verdict.got, '2.34') < 0) {
        throw linkerLibcTooNew(called, verdict.need, verdict.got, fix)
      }
      tell({ kind: 'warning', text: `${verdict.why}: a program may ask for what it lacks` })
  }
}
