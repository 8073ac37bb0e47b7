import { basename } from 'node:path'

import type { BoardFacts } from '../core/board/board-facts.ts'
import type { Tell } from '../core/event.ts'
import { formatSize } from '../core/text/format-size.ts'
import type { World } from '../ports/world.ts'
import { verifyFiles } from './verify.ts'
import type { VerifyOptions, VerifyReport } from './verify.ts'

const WORDS = { runs: 'runs there', fails: 'will not run there', unsure: 'may run there' } as const

/** Verifies programs that are about to be sent, and tells it as a step: name, size and verdict of each. */
export async function verifyTold(
  world: World,
  files: readonly string[],
  facts: BoardFacts,
  options: VerifyOptions & { readonly board: string },
  tell: Tell,
): Promise<VerifyReport> {
  const started = world.clock.ticks()
  const names = files.map((file) => basename(file))
  tell({
    kind: 'step',
    id: 'verify',
    text: `Verifying ${names.join(', ')} against ${options.board}`,
  })
  const report = await verifyFiles(world, files, facts, options, tell)
  for (const result of report.results) tell({ kind: 'verdict', result })
  const sizes = await Promise.all(
    files.map(async (file) => (await world.files.stat(file))?.size ?? 0),
  )
  const text = report.results
    .map(({ verdict }, index) => `${formatSize(sizes[index] ?? 0)}, ${WORDS[verdict]}`)
    .join('; ')
  tell({ kind: 'step-done', id: 'verify', text, ms: world.clock.ticks() - started })
  return report
}
