import type { Tell } from '../core/event.ts'
import { toLinkingWishes, type BuildWishes } from '../core/plan/linking-wishes.ts'
import type { SelectedBoard } from '../core/plan/select-boards.ts'
import type { FileVerdict } from '../core/verdict/finding.ts'
import type { World } from '../ports/world.ts'
import { askBoard } from './ask-board.ts'
import { installCrate } from './cargo-install.ts'
import type { InstallReport, InstallRequest } from './cargo-install.ts'
import { toolchainFor } from './for-board.ts'
import { probe } from './probe.ts'
import { ship } from './ship.ts'
import type { ShipReport } from './ship.ts'
import { makeReadyLooker } from './make-deep-looker.ts'
import { verifyTold } from './verify-told.ts'

/** Where `cargo install` users expect their own programs; in PATH on Debian and Ubuntu once it is there. */
export const INSTALL_FOLDER = '.local/bin/'

export interface InstallOnBoardRequest {
  readonly board: SelectedBoard
  readonly install: Omit<InstallRequest, 'target' | 'board' | 'toolchain' | 'wishes'>
  /** Folder on the board. */
  readonly to: string
  readonly target?: string
  readonly toolchain?: string
  /** What the command line says of linking, over ferry.toml. */
  readonly wishes?: BuildWishes
  readonly allow: readonly string[]
  readonly force: boolean
  readonly signal?: AbortSignal
}

export interface InstallOnBoardReport {
  readonly board: string
  readonly installed: InstallReport
  readonly verdicts: readonly FileVerdict[]
  /** Empty where a program is certain to fail and nothing was forced. */
  readonly shipped: readonly ShipReport[]
}

/** Builds a crate for the board, verifies all its programs, then puts them there: all or none. */
export async function installOnBoard(
  world: World,
  request: InstallOnBoardRequest,
  tell: Tell,
): Promise<InstallOnBoardReport> {
  const { board, signal } = request
  const facts = await probe(world, board.destination, tell, signal ? { signal } : {})
  const tools = await toolchainFor(
    world,
    {
      board,
      facts,
      folder: request.install.path ?? world.host.home,
      ...(request.target === undefined ? {} : { target: request.target }),
      ...(request.toolchain === undefined ? {} : { toolchain: request.toolchain }),
      ...(request.wishes ? { wishes: request.wishes } : {}),
    },
    tell,
  )
  const installed = await installCrate(
    world,
    {
      ...request.install,
      target: tools.target,
      board: facts,
      toolchain: tools,
      wishes: toLinkingWishes(board, request.wishes),
    },
    tell,
  )
  const files = installed.programs.map(({ path }) => path)
  const options = {
    board: board.name,
    allow: request.allow,
    role: 'program' as const,
    skipGit: true as const,
    deep: makeReadyLooker(world, tell),
  }
  const { ask, close } = askBoard(world, board.destination)
  const asking = { ...options, ...(ask && { ask }) }
  const { results } = await verifyTold(world, files, facts, asking, tell)
  await close()
  const report = { board: board.name, installed, verdicts: results }
  if (results.some(({ verdict }) => verdict === 'fails') && !request.force)
    return { ...report, shipped: [] }
  const remote = await world.connect(board.destination)
  try {
    const shipped: ShipReport[] = []
    for (const { name, path } of installed.programs) {
      const sent = await ship(
        world,
        remote,
        facts,
        {
          file: path,
          to: request.to,
          strip: true,
          name,
          mode: 0o755,
          ...(signal ? { signal } : {}),
        },
        tell,
      )
      shipped.push({ ...sent, board: board.name })
    }
    return { ...report, shipped }
  } finally {
    await remote.close()
  }
}
