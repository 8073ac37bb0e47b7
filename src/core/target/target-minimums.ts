import { TARGET_MINIMUMS } from '../knowledge/target-minimums.ts'
import { parseTable } from '../knowledge/parse-table.ts'

/** What std of a Linux target needs of a board. Source: rustc book, platform support. */
export interface TargetMinimums {
  readonly tier: number
  /** Linux version, missing where the book gives none. */
  readonly kernel?: string
  /** Version of the libc that the target's name names. */
  readonly libc?: string
  /** Programs are static unless told otherwise. */
  readonly crtStatic: boolean
}

let table: ReadonlyMap<string, TargetMinimums> | undefined

/** The minimums of a Linux target of rustc, or undefined for a name that is none. */
export function targetMinimums(target: string): TargetMinimums | undefined {
  table ??= new Map(
    parseTable(TARGET_MINIMUMS).map(([name = '', tier = '', kernel = '', libc = '', crt = '']) => [
      name,
      {
        tier: Number(tier),
        ...(kernel && { kernel }),
        ...(libc && { libc }),
        crtStatic: crt === 'static',
      },
    ]),
  )
  return table.get(target)
}
