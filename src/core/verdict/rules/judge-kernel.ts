import { compareVersions } from '../../text/compare-versions.ts'
import type { JudgeContext } from '../judge-context.ts'
import type { Remark } from '../remark.ts'

/** Rust's std: Linux 3.2, and 4.1 on aarch64 (rustc book, "Platform support"). */
const stdMinimum: Readonly<Record<string, string>> = { aarch64: '4.1' }

/**
 * elf/kernel-too-old: NT_GNU_ABI_TAG names the oldest kernel that the build's glibc was configured
 * for. A static program brings that glibc along and ends with "FATAL: kernel too old"
 * (csu/libc-start.c up to glibc 2.36); a dynamic one uses the board's own glibc, which runs there.
 */
export function judgeKernel({ elf, board }: JudgeContext): readonly Remark[] {
  const release = board.kernel?.release
  const got = /^\d+\.\d+(\.\d+)?/.exec(release ?? '')?.[0]
  if (got === undefined) return []
  const tag = elf.abiTag?.os === 0 ? elf.abiTag.kernel : undefined
  if (tag !== undefined && elf.interpreter === undefined && compareVersions(tag, got) > 0) {
    return [
      {
        code: 'elf/kernel-too-old',
        severity: 'error',
        args: { certain: true },
        need: `Linux ${tag}`,
        got: `Linux ${got}`,
      },
    ]
  }
  const isRust = elf.toolchain.rustc !== undefined
  const minimum = stdMinimum[elf.machine] ?? '3.2'
  if (!isRust || compareVersions(got, minimum) >= 0) return []
  return [
    {
      code: 'elf/kernel-too-old',
      severity: 'warning',
      args: { certain: false },
      need: `Linux ${minimum}`,
      got: `Linux ${got}`,
    },
  ]
}
