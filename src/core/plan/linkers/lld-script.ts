import { quoteSh } from '../../text/quote-sh.ts'
import type { TargetAbi } from './target-abi.ts'

export interface LldScriptInput {
  readonly abi: TargetAbi
  /** Absolute path of rust-lld or ld.lld. */
  readonly lld: string
  /** Absolute path of the sysroot; missing for rustc's self-contained musl. */
  readonly sysroot?: {
    readonly path: string
    /** Folder of crtbegin.o and libgcc.a inside the sysroot, from its root: `usr/lib/gcc/arm-linux-gnueabihf/12`. */
    readonly gccFolder: string
    /** Folders of libraries inside the sysroot, from its root, in order of search. */
    readonly libraryFolders: readonly string[]
  }
  /** Folders of further libraries, absolute: for musl, what a static program may link beside libc. */
  readonly folders?: readonly string[]
}

/**
 * Text of a POSIX sh script that links as `gcc` would, by lld alone. It must be called `rust-lld`:
 * rustc takes the linker flavour from the file's name and then passes plain ld arguments
 * (rustc_codegen_ssa `infer_linker_hints`), so no RUSTFLAGS are needed and nothing is rebuilt.
 *
 * What ld does not do and gcc does is added here: start files and libgcc (GCC's `LINK_COMMAND_SPEC`
 * and `gnu-user.h`), the loader, sysroot and search folders. Options in gcc's own form, which
 * build scripts and `rustflags` hold, are translated (`-Wl,…`, `-Xlinker`, `-pthread`) or dropped
 * (`-march=…`, `-fuse-ld=…`), also in response files, which rustc writes for long commands.
 */
export function planLldScript(input: LldScriptInput): string {
  const { abi, lld, sysroot } = input
  const head = [
    '#!/bin/sh',
    `# Made by ferry: links ${abi.target} by lld${sysroot ? ' against a sysroot of the board' : ''}. Do not edit.`,
    `lld=${quoteSh(lld)}`,
    translation,
    `set -- -m ${quoteSh(abi.emulation)} ${(abi.linkerFlags ?? []).map((flag) => `${flag} `).join('')}"$@"`,
  ]
  const folders = (input.folders ?? []).map((folder) => ` -L${quoteSh(folder)}`).join('')
  if (!sysroot) {
    return [...head, `exec "$lld" -flavor gnu --eh-frame-hdr --build-id "$@"${folders}`, ''].join(
      '\n',
    )
  }
  return [
    ...head,
    `root=${quoteSh(sysroot.path)}`,
    `gcc=$root/${quoteSh(sysroot.gccFolder)}`,
    `libs=$root/${quoteSh(startFolder(input))}`,
    `loader=${quoteSh(abi.interpreter)}`,
    kinds,
    `set -- "$@"${folders} -L"$gcc" ${sysroot.libraryFolders.map((folder) => `-L"$root"/${quoteSh(folder)}`).join(' ')}`,
    assembly,
    '',
  ].join('\n')
}

/** glibc's start files lie in `usr/lib/MULTIARCH`, musl's in the same folder of its own triple. */
function startFolder(input: LldScriptInput): string {
  return `usr/lib/${input.abi.multiarch}`
}

/** Takes `-flavor gnu` off and turns gcc's options into ld's. */
const translation = `if [ "$1" = -flavor ]; then shift 2; fi
foreign=
for arg do
  case $arg in
    -Wl,* | -Xlinker | -fuse-ld=* | --ld-path=* | -m[acft]*=* | -mthumb | -marm | -pthread | -rdynamic | -static-pie | -static-libgcc | -shared-libgcc | -nostartfiles | -nostdlib | -nodefaultlibs | --target=* | -no-pie | @*) foreign=1 ;;
  esac
done
start=1 defaults=1
if [ "$foreign" ]; then
  left=$#
  set -f
  while [ "$left" -gt 0 ]; do
    arg=$1 left=$((left - 1))
    shift
    case $arg in
      -Wl,*)
        IFS=,
        set -- "$@" \${arg#-Wl,}
        unset IFS
        ;;
      -Xlinker) ;;
      -fuse-ld=* | --ld-path=* | --target=* | -static-libgcc | -shared-libgcc) ;;
      -march=* | -mcpu=* | -mtune=* | -mfpu=* | -mfloat-abi=* | -mabi=* | -mthumb | -marm) ;;
      -pthread) set -- "$@" -lpthread ;;
      -rdynamic) set -- "$@" --export-dynamic ;;
      -no-pie) set -- "$@" --no-pie ;;
      -static-pie) set -- "$@" -static -pie --no-dynamic-linker -z text ;;
      -nostartfiles) start= ;;
      -nodefaultlibs) defaults= ;;
      -nostdlib) start= defaults= ;;
      @*)
        file=\${arg#@}
        if grep -q -e '^-Wl,' -e '^-m[acft][^=]*=' -e '^-fuse-ld=' -e '^-pthread' "$file"; then
          sed -e '/^-Wl,/{s/^-Wl,//;s/,/\\
/g;}' -e '/^-march=/d;/^-mcpu=/d;/^-mtune=/d;/^-mfpu=/d;/^-mfloat-abi=/d;/^-mabi=/d;/^-fuse-ld=/d;s/^-pthread$/-lpthread/' "$file" >"$file.ferry" || exit 1
          file=$file.ferry
        fi
        set -- "$@" "@$file"
        ;;
      *) set -- "$@" "$arg" ;;
    esac
  done
  set +f
fi`

/** Finds what is being linked: a program, a shared library or an object; static or not; position-independent or not. */
const kinds = `kind=program static= pie=
look() {
  case $1 in
    -shared | --shared | -Bshareable) kind=shared ;;
    -r | --relocatable) kind=object ;;
    -static | --static | -Bstatic-pie) static=1 ;;
    -pie | --pie | --pic-executable) pie=1 ;;
    -no-pie | --no-pie) pie= ;;
  esac
}
for arg do
  case $arg in
    @*) while IFS= read -r line || [ "$line" ]; do look "$line"; done <"\${arg#@}" ;;
    *) look "$arg" ;;
  esac
done`

/** Start files, libgcc and libc in the order of GCC's specs. */
const assembly = `set -- --sysroot="$root" --eh-frame-hdr --build-id "$@"
if [ "$kind" = object ]; then exec "$lld" -flavor gnu "$@"; fi
if [ "$defaults" ]; then
  if [ "$static" ] && [ "$kind" = program ]; then
    set -- "$@" --start-group -lgcc -lgcc_eh -lc --end-group
  else
    set -- "$@" -lgcc --push-state --as-needed -lgcc_s --pop-state -lc -lgcc
  fi
fi
if [ "$start" ]; then
  begin=crtbegin end=crtend
  if [ "$kind" = shared ] || [ "$pie" ]; then begin=crtbeginS end=crtendS; elif [ "$static" ]; then begin=crtbeginT; fi
  first=crt1
  if [ "$pie" ]; then
    first=Scrt1
    if [ "$static" ]; then first=rcrt1; fi
  fi
  set -- "$libs/crti.o" "$gcc/$begin.o" "$@" "$gcc/$end.o" "$libs/crtn.o"
  if [ "$kind" = program ]; then set -- "$libs/$first.o" "$@"; fi
fi
if [ "$kind" = program ] && [ -z "$static" ]; then set -- -dynamic-linker "$loader" "$@"; fi
exec "$lld" -flavor gnu "$@"`
