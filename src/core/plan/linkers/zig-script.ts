import { joinSh } from '../../text/quote-sh.ts'
import { zigTargetWords } from './compiler-scripts.ts'
import type { TargetAbi } from './target-abi.ts'

/**
 * Text of a POSIX sh script that links by `zig cc`, to be called `cc`: rustc passes gcc's arguments.
 * zig brings its own start files, libc stubs of the glibc that is named, and libunwind in place of
 * libgcc_s. Dropped are what it does not know of rustc's arguments, and what rustc brings for musl by itself: start files
 * and libc of the folder `self-contained`, which would stand beside zig's as duplicates. Response files, which rustc
 * writes for long commands, are gone through as well. libstdc++ is zig's libc++, which its C++ compiler compiled for.
 */
export function planZigLinkerScript(
  abi: TargetAbi,
  zig: readonly string[],
  glibc: string | undefined,
  /** Folders of more libraries, searched last. */
  folders: readonly string[] = [],
): string {
  const words = [...zig, 'cc', ...zigTargetWords(abi, glibc), '-fno-sanitize=all']
  return `#!/bin/sh
# Made by ferry: links ${abi.target} by zig. Do not edit.
take() {
  case $1 in
    --target=* | -march=* | -mcpu=* | -mtune=* | -mfpu=* | -mfloat-abi=* | -mabi=* | -fuse-ld=* | -no-pie) return 1 ;;
    -Wl,--no-undefined-version | -Wl,-znostart-stop-gc | -Wl,--fix-cortex-a53-843419) return 1 ;;
    -nostartfiles | -nodefaultlibs | -lgcc) return 1 ;;
    */self-contained/*.o | -B*/self-contained | -L*/self-contained) return 1 ;;
    -lgcc_s | -lgcc_eh) word=-lunwind ;;
    -lstdc++ | -l:libstdc++.a) word=-lc++ ;;
    *) word=$1 ;;
  esac
}
left=$#
while [ "$left" -gt 0 ]; do
  arg=$1 left=$((left - 1))
  shift
  case $arg in
    -L)
      # The folder is the next word.
      left=$((left - 1))
      case $1 in */self-contained) ;; *) set -- "$@" -L "$1" ;; esac
      shift
      ;;
    @*)
      file=\${arg#@}
      while IFS= read -r line || [ "$line" ]; do
        if [ "$line" = -L ]; then
          IFS= read -r line
          case $line in */self-contained) ;; *) printf '%s\\n' -L "$line" ;; esac
        elif take "$line"; then
          printf '%s\\n' "$word"
        fi
      done <"$file" >"$file.ferry" || exit 1
      set -- "$@" "@$file.ferry"
      ;;
    *) if take "$arg"; then set -- "$@" "$word"; fi ;;
  esac
done
exec ${joinSh(words)} "$@"${folders.map((folder) => ` ${joinSh([`-L${folder}`])}`).join('')}
`
}
