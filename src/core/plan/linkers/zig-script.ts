import { joinSh } from '../../text/quote-sh.ts'
import { toZigTarget } from './compiler-scripts.ts'
import type { TargetAbi } from './target-abi.ts'

/**
 * Text of a POSIX sh script that links by `zig cc`, to be called `cc`: rustc passes gcc's arguments.
 * zig brings its own start files, libc stubs of the glibc that is named, and libunwind in place of
 * libgcc_s; what it does not know of rustc's arguments is dropped.
 */
export function planZigLinkerScript(
  abi: TargetAbi,
  zig: readonly string[],
  glibc: string | undefined,
): string {
  return `#!/bin/sh
# Made by ferry: links ${abi.target} by zig. Do not edit.
left=$#
while [ "$left" -gt 0 ]; do
  arg=$1 left=$((left - 1))
  shift
  case $arg in
    --target=* | -march=* | -mcpu=* | -mfpu=* | -mfloat-abi=* | -fuse-ld=* | -no-pie) ;;
    -Wl,--no-undefined-version | -Wl,-znostart-stop-gc | -Wl,--fix-cortex-a53-843419) ;;
    -lgcc_s | -lgcc_eh) set -- "$@" -lunwind ;;
    -lgcc) ;;
    *) set -- "$@" "$arg" ;;
  esac
done
exec ${joinSh([...zig, 'cc', '-target', toZigTarget(abi, glibc), '-fno-sanitize=all'])} "$@"
`
}
