import type { Finding, Fix } from './finding.ts'
import type { CatalogueEntry, Names } from './catalogue-entry.ts'
import { boardCatalogue } from './catalogue-board.ts'
import { codeCatalogue } from './catalogue-code.ts'
import { libraryCatalogue } from './catalogue-libraries.ts'
import type { JudgeContext } from './judge-context.ts'
import type { Code, Remark, RemarkOf } from './remark.ts'

/** Every code of the verdict with its sentences. */
export const catalogue: { readonly [code in Code]: CatalogueEntry<code> } = {
  ...codeCatalogue,
  ...libraryCatalogue,
  ...boardCatalogue,
}

/** A rule's remark → a finding with its sentences. */
export function toFinding(remark: Remark, context: JudgeContext): Finding {
  const board = context.options.board ?? context.board.name ?? 'BOARD'
  const names: Names = {
    board,
    theBoard: board === 'BOARD' ? 'the board' : board,
    file: context.options.file ?? 'FILE',
    context,
  }
  const { message, fix } = speak(remark, names)
  return {
    code: remark.code,
    severity: remark.severity,
    message,
    ...(remark.need === undefined ? {} : { need: remark.need }),
    ...(remark.got === undefined ? {} : { got: remark.got }),
    ...(remark.guilty === undefined || remark.guilty.length === 0 ? {} : { guilty: remark.guilty }),
    ...(fix === undefined ? {} : { fix }),
  }
}

function speak<code extends Code>(
  remark: RemarkOf<code>,
  names: Names,
): { message: string; fix: Fix | undefined } {
  const entry: CatalogueEntry<code> = catalogue[remark.code]
  return { message: entry.message(remark, names), fix: entry.fix?.(remark, names) }
}
