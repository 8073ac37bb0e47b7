import type { DynamicEntry, ElfShape } from './elf-facts.ts'
import { DT, dynamicValue } from './read-dynamic.ts'

interface Told {
  readonly type: number
  readonly entry: number
  readonly interpreter: string | undefined
  readonly soname: string | undefined
  readonly needed: readonly string[]
  readonly dynamic: readonly DynamicEntry[]
}

/** DF_1_PIE: the linker was asked for a program, not a library. */
const pieFlag = 0x08000000

/** What kind of file it is: an ET_DYN is a program by its interpreter, by DF_1_PIE, or by an entry point without any name or need of its own. */
export function elfShape(told: Told): ElfShape {
  const { type, interpreter, soname } = told
  if (type === 1) return 'object'
  if (type === 4) return 'core'
  if (type === 2) return interpreter === undefined ? 'static' : 'executable'
  if (type !== 3) return 'none'
  const isPie = ((dynamicValue(told.dynamic, DT.flags1) ?? 0) & pieFlag) !== 0
  if (interpreter !== undefined) return isPie || soname === undefined ? 'pie' : 'shared-object'
  if (isPie) return 'static-pie'
  const lonely = soname === undefined && told.needed.length === 0
  return lonely && told.entry !== 0 ? 'static-pie' : 'shared-object'
}
