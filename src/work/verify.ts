import type { BoardFacts } from '../core/board/board-facts.ts'
import type { ElfFacts } from '../core/elf/elf-facts.ts'
import type { Tell } from '../core/event.ts'
import { noSuchFile } from '../core/problem/verify-problems.ts'
import { judge } from '../core/verdict/judge.ts'
import { trackedFinding } from '../core/verdict/tracked-finding.ts'
import type { FileVerdict } from '../core/verdict/finding.ts'
import type { World } from '../ports/world.ts'
import { withAskedVersions, type Ask } from './ask-board.ts'
import { withFoundLibraries } from './ask-libraries.ts'
import { findElfFiles } from './find-elf-files.ts'
import { findMissingOnBoard } from './find-missing-on-board.ts'
import { findShipped } from './find-shipped.ts'
import { findTracked } from './find-tracked.ts'
import { lookIntoCode, type DeepLooker } from './look-into-code.ts'
import { readElfFile } from './read-elf-file.ts'
import { verifyArchive } from './verify-archive.ts'

export interface VerifyOptions {
  /** How the board is called in sentences and commands; default: its facts' name. */
  readonly board?: string
  /** Codes that are no more than notes. */
  readonly allow?: readonly string[]
  /** The folder on the board that the files will be put into. */
  readonly place?: string
  /** Sonames that are put beside the programs by other means. */
  readonly beside?: readonly string[]
  /** Default: a shared object is judged as a library, all else as a program. */
  readonly role?: 'program' | 'library'
  /** Asks the board for what its facts leave open; see askBoard. */
  readonly ask?: Ask
  /** Follows the ways through the code where the instructions alone leave a doubt. */
  readonly deep?: DeepLooker
  /** Do not ask git whether the files are tracked. */
  readonly skipGit?: true
}

export interface VerifyReport {
  /** One for each file, in the order of the paths; members of an archive count as the archive. */
  readonly results: readonly FileVerdict[]
}

type Needs = Pick<World, 'files' | 'processes'>

const atOnce = 8

/**
 * Judges files against a board. Folders are walked for ELF files; a shared object counts as a
 * library; an archive's members as objects; libraries that a program finds by `$ORIGIN` on this
 * host are judged with it. Throws ProblemError `host/no-such-file`.
 */
export async function verifyFiles(
  world: Needs,
  paths: readonly string[],
  board: BoardFacts,
  options: VerifyOptions,
  tell: Tell,
): Promise<VerifyReport> {
  const files = (await Promise.all(paths.map((path) => findElfFiles(world, path)))).flat()
  const seen = new Set(files.map((file) => file.path))
  const results: FileVerdict[] = []
  for (let at = 0; at < files.length; at += atOnce) {
    const some = files.slice(at, at + atOnce)
    const judged = await Promise.all(
      some.map((file) => verifyFile(world, file.path, board, options, seen)),
    )
    for (const result of judged.flat()) {
      tell({ kind: 'verdict', result })
      results.push(result)
    }
  }
  const tracked =
    options.skipGit === true
      ? new Set<string>()
      : await findTracked(
          world,
          results.map((r) => r.file),
        )
  return {
    results: results.map((result) =>
      tracked.has(result.file)
        ? { ...result, findings: [...result.findings, trackedFinding(result.file)] }
        : result,
    ),
  }
}

async function verifyFile(
  world: Needs,
  path: string,
  board: BoardFacts,
  options: VerifyOptions,
  seen: Set<string>,
): Promise<readonly FileVerdict[]> {
  const scan =
    (board.kernel?.pageSize ?? 4096) > 4096 ? { scan: { jemalloc: true, crates: true } } : {}
  const elf = await readElfFile(world, path, scan)
  if (!elf) throw noSuchFile(path)
  const name = options.board ?? board.name ?? 'the board'
  const common = {
    ...(options.board === undefined ? {} : { board: options.board }),
    ...(options.allow ? { allow: options.allow } : {}),
    ...(options.place === undefined ? {} : { place: options.place }),
    file: path,
  }
  if (elf.kind === 'not-elf') {
    const archive = await verifyArchive(world, path, elf.size, board, common)
    if (archive) return [{ file: path, board: name, ...archive }]
  }
  const shipped = await findShipped(world, path, elf)
  const beside = [...shipped.map((library) => library.soname), ...(options.beside ?? [])]
  const role = options.role ?? roleOf(elf)
  const known = await withFoundLibraries(options.ask, elf, board)
  const asked = await withAskedVersions(options.ask, elf, known)
  const missingSymbols =
    role === 'program'
      ? await findMissingOnBoard(world, options.ask, path, elf, asked, shipped)
      : undefined
  const judging = { ...common, role, beside, ...(missingSymbols && { missingSymbols }) }
  const judged = { file: path, elf, board: { ...asked, name }, judged: judge(elf, asked, judging) }
  const looked = await lookIntoCode(world, judged, options.allow ?? [], options.deep)
  const own = { file: path, board: name, ...looked }
  const fresh = shipped.filter((library) => !seen.has(library.path))
  for (const library of fresh) seen.add(library.path)
  const others = await Promise.all(
    fresh.map((library) => {
      const asLibrary = { ...options, role: 'library' as const, beside }
      return verifyFile(world, library.path, board, asLibrary, seen)
    }),
  )
  return [own, ...others.flat()]
}

function roleOf(elf: ElfFacts): 'program' | 'library' {
  return elf.shape === 'shared-object' ? 'library' : 'program'
}
