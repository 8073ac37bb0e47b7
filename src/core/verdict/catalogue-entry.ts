import type { Fix } from './finding.ts'
import type { JudgeContext } from './judge-context.ts'
import type { Code, RemarkOf } from './remark.ts'

/** What is said of one code. */
export interface CatalogueEntry<code extends Code> {
  /** At most 60 characters, no full stop. */
  readonly title: string
  readonly message: (remark: RemarkOf<code>, names: Names) => string
  readonly fix?: (remark: RemarkOf<code>, names: Names) => Fix | undefined
}

/** How things are called in sentences and commands. */
export interface Names {
  /** As typed after `--on`. */
  readonly board: string
  /** `the board` or its name. */
  readonly theBoard: string
  readonly file: string
  readonly context: JudgeContext
}
