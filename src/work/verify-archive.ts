import type { BoardFacts } from '../core/board/board-facts.ts'
import type { Reading } from '../core/elf/byte-request.ts'
import { isArchive, readArchive } from '../core/elf/read-archive.ts'
import { readElf } from '../core/elf/read-elf.ts'
import type { Finding } from '../core/verdict/finding.ts'
import { judge, toVerdict, type Judgement } from '../core/verdict/judge.ts'
import type { JudgeOptions } from '../core/verdict/judge-context.ts'
import type { OpenFile } from '../ports/files.ts'
import type { World } from '../ports/world.ts'

/**
 * Judges the objects of an `ar` archive: could a program of the board be linked with them? Equal
 * findings are told once, with the members they are about. undefined where it is no archive.
 */
export async function verifyArchive(
  world: Pick<World, 'files'>,
  path: string,
  size: number,
  board: BoardFacts,
  options: JudgeOptions,
): Promise<Judgement | undefined> {
  const file = await world.files.open(path)
  if (!file) return undefined
  try {
    if (!isArchive(await file.readAt(0, 8))) return undefined
    const members = await drive(readArchive(size), file, 0)
    const found = new Map<string, { finding: Finding; members: string[] }>()
    for (const member of members) {
      const elf = await drive(readElf(member.size), file, member.offset)
      if (elf.kind === 'not-elf') continue
      for (const finding of judge(elf, board, { ...options, role: 'object' }).findings) {
        const key = `${finding.code} ${finding.need ?? ''} ${finding.got ?? ''}`
        const known = found.get(key) ?? { finding, members: [] }
        found.set(key, known)
        known.members.push(member.name)
      }
    }
    const findings = [...found.values()].map(({ finding, members: guilty }) => ({
      ...finding,
      guilty: guilty.slice(0, 32),
    }))
    return { verdict: toVerdict(findings), findings }
  } finally {
    await file.close()
  }
}

/** Answers a reader from a part of an open file. */
async function drive<value>(reading: Reading<value>, file: OpenFile, base: number): Promise<value> {
  let step = reading.next()
  while (!step.done) {
    step = reading.next(await file.readAt(base + step.value.offset, step.value.length))
  }
  return step.value
}
