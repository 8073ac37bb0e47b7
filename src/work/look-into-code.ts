import type { BoardFacts } from '../core/board/board-facts.ts'
import type { ElfFacts } from '../core/elf/elf-facts.ts'
import { boardHas } from '../core/instructions/board-has.ts'
import { judgeUses } from '../core/instructions/judge-uses.ts'
import { readHeldUses } from '../core/instructions/scan/held-uses.ts'
import { isScanned } from '../core/instructions/scan/scan-code.ts'
import { settleByCode } from '../core/instructions/settle-by-code.ts'
import { settleByScan } from '../core/instructions/settle-by-scan.ts'
import type { Finding } from '../core/verdict/finding.ts'
import { toVerdict, type Judgement } from '../core/verdict/judge.ts'
import type { World } from '../ports/world.ts'
import type { DeepLook } from './verify-deep.ts'
import type { KeptLooks } from './keep-looks.ts'
import { readFrom } from './read-from.ts'

/** The helper that follows the ways through the code. */
export interface DeepLooker {
  /** Used for every file, not only where something is left open. */
  readonly always: boolean
  readonly looks?: KeptLooks
  /** undefined where the helper is not there. */
  readonly look: (file: string, elf: ElfFacts, board: BoardFacts) => Promise<DeepLook | undefined>
}

/** Findings that the code can settle. */
const ofCpu: ReadonlySet<string> = new Set(['elf/cpu-too-new', 'elf/cpu-feature'])

/**
 * A judgement by attributes, with what the code itself says about the CPU. Every file's
 * instructions are looked at; the ways that lead to them where that leaves a doubt and the helper is there.
 */
export async function lookIntoCode(
  world: Pick<World, 'files'>,
  { file, elf, board, judged }: Judged,
  allow: readonly string[],
  deep: DeepLooker | undefined,
): Promise<Judgement> {
  const allowing = (found: readonly Finding[]): readonly Finding[] =>
    found.map((finding) =>
      allow.includes(finding.code) && finding.severity !== 'note'
        ? { ...finding, severity: 'note', allowed: true }
        : finding,
    )
  const withDeep = ({ findings, whole }: DeepLook): Judgement =>
    toJudgement(settleByCode(judged.findings, allowing(findings), whole))
  if (deep?.always === true) {
    const look = await deep.look(file, elf, board)
    if (look) return withDeep(look)
  }
  const isOver = judged.findings.some(
    ({ code, severity }) => severity === 'error' && !ofCpu.has(code),
  )
  if (isOver || elf.kind !== 'elf' || elf.machine !== machineOf(elf, board)) return judged
  const seen = isScanned(elf) ? await scan(world, file, elf, board, deep?.looks) : undefined
  const light = seen
    ? toJudgement(settleByScan(judged.findings, allowing(seen.findings), seen.whole))
    : judged
  const isOpen = light.findings.some(
    ({ code, severity }) => severity === 'warning' && ofCpu.has(code),
  )
  const look = isOpen ? await deep?.look(file, elf, board) : undefined
  return look ? withDeep(look) : light
}

export interface Judged {
  readonly file: string
  readonly elf: ElfFacts
  readonly board: BoardFacts
  readonly judged: Judgement
}

/** 32-bit programs run on boards of the wider machine, whose CPU is then asked. */
function machineOf(elf: ElfFacts, board: BoardFacts): string | undefined {
  const own = board.userland?.machine
  const pairs = ['arm aarch64', 'aarch64 arm', 'i386 x86-64', 'x86-64 i386']
  return pairs.includes(`${elf.machine} ${own}`) ? elf.machine : own
}

async function scan(
  world: Pick<World, 'files'>,
  file: string,
  elf: ElfFacts,
  board: BoardFacts,
  looks: KeptLooks | undefined,
): Promise<DeepLook | undefined> {
  const lacks = (feature: string): boolean => boardHas(feature, elf, board).has === false
  const kept = await looks?.recall(file, board)
  const held = kept ?? (await readFrom(world, file, () => readHeldUses(elf, lacks)))
  if (!held) return undefined
  if (!kept) await looks?.keep(file, board, held)
  const answer = { functions: 0, codeBytes: 0, seenBytes: 0, named: true, uses: held.uses }
  return { findings: judgeUses(answer, elf, board, file), whole: held.whole }
}

function toJudgement(findings: readonly Finding[]): Judgement {
  const weight = { error: 0, warning: 1, note: 2 }
  const ordered = findings.toSorted((a, b) => weight[a.severity] - weight[b.severity])
  return { verdict: toVerdict(ordered), findings: ordered }
}
