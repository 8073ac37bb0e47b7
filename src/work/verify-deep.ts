import type { BoardFacts } from '../core/board/board-facts.ts'
import type { ElfFacts } from '../core/elf/elf-facts.ts'
import type { Tell } from '../core/event.ts'
import { parseDeepAnswer, type DeepAnswer } from '../core/instructions/deep-answer.ts'
import { judgeUses } from '../core/instructions/judge-uses.ts'
import { deepFailed } from '../core/problem/deep-problems.ts'
import type { Finding } from '../core/verdict/finding.ts'
import type { World } from '../ports/world.ts'
import { ensureDeepHelper } from './ensure-deep-helper.ts'

/** What a look into the code gave. */
export interface DeepLook {
  readonly findings: readonly Finding[]
  /** All of the code was seen: by the symbols of its functions, or 95 % of its bytes. */
  readonly whole: boolean
}

/** Machines that helpers/deep has a decoder for, little-endian alone. */
const known: ReadonlySet<string> = new Set(['arm', 'aarch64', 'riscv', 'x86-64', 'i386'])

/** Whether `--deep` has anything to say about such a file. */
export function isLookedInto(elf: ElfFacts): boolean {
  const runs = elf.shape !== 'object' && elf.shape !== 'core' && elf.shape !== 'none'
  return elf.kind === 'elf' && known.has(elf.machine) && elf.endian === 'little' && runs
}

/**
 * Looks into the code of a file for instructions that the board's CPU lacks. Errors only for those
 * that every start comes by. A machine without a decoder gives one note. Throws ProblemError
 * `deep/no-cargo`, `deep/helper-not-built`, `deep/failed`.
 */
export async function verifyDeep(
  world: World,
  file: string,
  elf: ElfFacts,
  board: BoardFacts,
  tell: Tell,
): Promise<DeepLook> {
  if (elf.kind === 'not-elf') return { findings: [], whole: false }
  if (!isLookedInto(elf)) {
    const what = `${elf.machine}, ${elf.endian}-endian, ${elf.shape}`
    const message = `Its code was not looked into: there is no decoder for it (${what}).`
    return { findings: [{ code: 'elf/cpu-feature', severity: 'note', message }], whole: false }
  }
  if (elf.problems.length > 0) {
    const message = `Its code was not looked into, since the file is damaged: ${elf.problems[0]?.what ?? ''}.`
    return { findings: [{ code: 'elf/cpu-feature', severity: 'note', message }], whole: false }
  }
  const program = await ensureDeepHelper(world, tell)
  const kept = await recallAnswer(world, program, file)
  if (kept.answer) return toLook(kept.answer, elf, board)
  const ended = await world.processes.run(
    { file: program, args: [file] },
    { timeoutMs: 5 * 60_000 },
  )
  if (ended.ending.kind === 'exit' && ended.ending.code === 1) {
    const why = new TextDecoder().decode(ended.stderr).trim().replace(`${file}: `, '')
    const message = `Its code was not looked into: ${why}.`
    return { findings: [{ code: 'elf/cpu-feature', severity: 'note', message }], whole: false }
  }
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
  const errors = text(ended.stderr).trim().split('\n').slice(-5)
  if (ended.ending.kind !== 'exit' || ended.ending.code !== 0) {
    throw deepFailed(file, `the helper ended with ${JSON.stringify(ended.ending)}`, errors)
  }
  const answer = parseDeepAnswer(text(ended.stdout))
  if (!answer) throw deepFailed(file, 'the helper’s answer could not be read', errors)
  // A cache that cannot be written costs time, never the work.
  await world.files.write(kept.place, text(ended.stdout)).catch(() => {})
  return toLook(answer, elf, board)
}

function toLook(answer: DeepAnswer, elf: ElfFacts, board: BoardFacts): DeepLook {
  const whole = answer.named || answer.seenBytes >= answer.codeBytes * 0.95
  return { findings: judgeUses(answer, elf, board), whole }
}

/** What the helper said of the same bytes before; kept beside it, so that another helper's answers do not count. */
async function recallAnswer(
  world: World,
  program: string,
  file: string,
): Promise<{ readonly place: string; readonly answer?: DeepAnswer }> {
  const folder = program.slice(0, program.lastIndexOf('/'))
  const place = `${folder}/answers/${await world.files.sha256(file)}.json`
  const text = await world.files.readText(place).catch(() => undefined)
  const answer = text === undefined ? undefined : parseDeepAnswer(text)
  return answer ? { place, answer } : { place }
}
