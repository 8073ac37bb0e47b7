import type { JudgeContext } from '../judge-context.ts'
import { isLoaderThere, loaderKind } from '../loaders.ts'
import type { Remark } from '../remark.ts'

/** elf/interpreter-missing: the kernel then says "No such file or directory" of a file that exists (fs/binfmt_elf.c, open_exec of PT_INTERP). */
export function judgeInterpreter({ elf, board, role }: JudgeContext): readonly Remark[] {
  if (role !== 'program' || elf.interpreter === undefined) return []
  const there = isLoaderThere(elf.interpreter, board)
  if (there === true) return []
  const kind = loaderKind(elf.interpreter)
  const libc = board.libc?.kind
  const otherLibc = libc !== undefined && kind !== 'unknown' && kind !== libc
  const known = there === false || otherLibc
  const got = board.userland?.interpreter ?? board.interpreters?.[0] ?? 'unknown'
  return [
    {
      code: 'elf/interpreter-missing',
      severity: known ? 'error' : 'warning',
      args: libc === undefined ? { known, kind } : { known, kind, boardLibc: libc },
      need: elf.interpreter,
      got,
    },
  ]
}
