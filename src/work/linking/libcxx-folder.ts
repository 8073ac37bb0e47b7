import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'

import type { TargetAbi } from '../../core/plan/linkers/target-abi.ts'
import { LIBCXX_RECIPE, LIBCXX_SOURCE } from '../../core/toolchain/libcxx.ts'
import type { World } from '../../ports/world.ts'
import type { Sysroot } from '../sysroot.ts'

/**
 * The folder where the C++ library for a musl target lies, or will: it is known before it is made, so that scripts which name
 * it stay the same, and nothing is built again once it is there. Undefined for glibc, whose libstdc++ is in the sysroot.
 */
export function libcxxFolder(
  { host }: Pick<World, 'host'>,
  abi: TargetAbi,
  sysroot: Sysroot | undefined,
): string | undefined {
  if (abi.libc !== 'musl' || !sysroot) return undefined
  const parts = [LIBCXX_SOURCE, LIBCXX_RECIPE, basename(sysroot.path), abi.compilerFlags]
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12)
  return join(host.cache, 'libcxx', `${abi.target}-${digest}`)
}
