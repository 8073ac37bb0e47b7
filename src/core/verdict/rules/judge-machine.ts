import type { ElfFacts } from '../../elf/elf-facts.ts'
import type { JudgeContext } from '../judge-context.ts'
import { isLoaderThere } from '../loaders.ts'
import type { Remark } from '../remark.ts'

/**
 * elf/wrong-machine, elf/wrong-class, elf/wrong-endian. The userland decides, and beside it what
 * the kernel can start: a 64-bit kernel under a 32-bit userland starts static 64-bit programs, and
 * many 64-bit kernels start 32-bit ones.
 */
export function judgeMachine(context: JudgeContext): readonly Remark[] {
  const { elf, userland, board } = context
  const need = describe(elf)
  if (!userland) return judgeByKernel(context, need)
  const got = describe(userland)
  if (userland.machine === elf.machine) {
    if (userland.endian !== elf.endian) {
      return [{ code: 'elf/wrong-endian', severity: 'error', args: {}, need, got }]
    }
    if (userland.bits === elf.bits) return []
    if (elf.bits === 64 && is64(board.kernel?.machine)) return []
    const known = elf.bits === 64 || elf.machine === 'riscv'
    return [
      {
        code: 'elf/wrong-class',
        severity: known ? 'error' : 'warning',
        args: { known },
        need,
        got,
      },
    ]
  }
  return judgeOther(context, need, got)
}

type Size = Pick<ElfFacts, 'machine' | 'bits' | 'endian'>

function describe({ machine, bits, endian }: Size): string {
  const named = machine === 'arm' || machine === 'i386' || machine.includes('64')
  const width = named ? machine : `${machine} ${bits}-bit`
  return endian === 'big' ? `${width} big-endian` : width
}

/** Pairs where a kernel may start what the userland is not. */
function judgeOther(context: JudgeContext, need: string, got: string): readonly Remark[] {
  const { elf, userland, board, silicon, role } = context
  const kernel = board.kernel?.machine ?? ''
  const pair = `${elf.machine} on ${userland?.machine ?? ''}`
  const wrong = (known: boolean, why?: string): readonly Remark[] => [
    {
      code: 'elf/wrong-machine',
      severity: known ? 'error' : 'warning',
      args: why === undefined ? { known } : { known, why },
      need,
      got,
    },
  ]
  // A library or an object is of use to the board's own programs alone.
  if (elf.endian !== userland?.endian || role !== 'program') return wrong(true)
  if (pair === 'aarch64 on arm') {
    if (kernel === 'aarch64' || kernel === 'arm64') return []
    const isNarrow = kernel !== '' || (silicon.level ?? 8) < 8
    return wrong(isNarrow, 'its kernel was not asked whether it is a 64-bit one')
  }
  if (pair === 'arm on aarch64') {
    if (silicon.aarch32 === false) return wrong(true, 'its cores have no 32-bit mode')
    if (hasOwnLoader(context) || board.kernel?.compat32 === true) return []
    if (board.kernel?.compat32 === false) return wrong(true, 'its kernel starts no 32-bit programs')
    return wrong(false, 'its kernel may have been built without 32-bit support')
  }
  if (pair === 'x86-64 on i386') {
    return kernel === 'x86_64' ? [] : wrong(kernel !== '', 'its kernel was not asked')
  }
  const is32 = pair === 'i386 on x86-64' || pair === 'powerpc on powerpc64'
  if (is32 && (hasOwnLoader(context) || board.kernel?.compat32 === true)) return []
  if (is32 && board.kernel?.compat32 === false) {
    return wrong(true, 'its kernel starts no 32-bit programs')
  }
  if (is32) {
    return wrong(false, 'its kernel may have been built without 32-bit support')
  }
  if (pair === 'powerpc64 on powerpc' && kernel === 'ppc64') return []
  return wrong(true)
}

/** A board that has the loader of a second architecture was set up to run it. */
function hasOwnLoader({ elf, board }: JudgeContext): boolean {
  return elf.interpreter !== undefined && isLoaderThere(elf.interpreter, board) === true
}

/** Without a userland the kernel's name is all there is; it settles the family, not the width. */
function judgeByKernel({ elf, board }: JudgeContext, need: string): readonly Remark[] {
  const kernel = board.kernel?.machine
  const family = kernel === undefined ? undefined : familyOf(kernel)
  if (family !== undefined && !family.includes(elf.machine)) {
    return [
      {
        code: 'elf/wrong-machine',
        severity: 'error',
        args: { known: true },
        need,
        got: kernel ?? '',
      },
    ]
  }
  if (family !== undefined && (elf.bits === 64) === is64(kernel)) return []
  const why = 'nothing tells what its programs are'
  const got = kernel ?? 'unknown'
  return [
    { code: 'elf/wrong-machine', severity: 'warning', args: { known: false, why }, need, got },
  ]
}

function familyOf(kernel: string): readonly string[] | undefined {
  if (kernel === 'aarch64' || kernel === 'arm64') return ['aarch64', 'arm']
  if (kernel.startsWith('arm')) return ['arm']
  if (kernel === 'x86_64') return ['x86-64', 'i386']
  if (/^i\d86$/.test(kernel)) return ['i386']
  if (kernel.startsWith('ppc64')) return ['powerpc64', 'powerpc']
  if (kernel.startsWith('ppc')) return ['powerpc']
  const known = ['riscv', 'mips', 's390', 'loongarch', 'm68k', 'sparc']
  const found = known.find((name) => kernel.startsWith(name))
  return found === undefined ? undefined : [found]
}

function is64(kernel: string | undefined): boolean {
  return kernel !== undefined && /64|s390x/.test(kernel)
}
