import type { BoardFacts } from '../core/board/board-facts.ts'
import type { Tell } from '../core/event.ts'
import { settleByCode } from '../core/instructions/settle-by-code.ts'
import { toVerdict } from '../core/verdict/judge.ts'
import type { FileVerdict } from '../core/verdict/finding.ts'
import type { World } from '../ports/world.ts'
import { readElfFile } from './read-elf-file.ts'
import { verifyDeep } from './verify-deep.ts'

/** Looks into the code of files that were judged, and adds what it finds to their verdicts; where the whole code was seen, it settles what their attributes left open. */
export async function addDeepFindings(
  world: World,
  results: readonly FileVerdict[],
  board: BoardFacts,
  allow: readonly string[],
  tell: Tell,
): Promise<readonly FileVerdict[]> {
  const deeper: FileVerdict[] = []
  for (const result of results) {
    const elf = await readElfFile(world, result.file)
    const { findings: found, whole } =
      elf === undefined
        ? { findings: [], whole: false }
        : await verifyDeep(world, result.file, elf, board, tell)
    const findings = settleByCode(
      result.findings,
      found.map((finding) =>
        allow.includes(finding.code) ? { ...finding, severity: 'note' as const } : finding,
      ),
      whole,
    )
    deeper.push({ ...result, findings, verdict: toVerdict(findings) })
  }
  return deeper
}
