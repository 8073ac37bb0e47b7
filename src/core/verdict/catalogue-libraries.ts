import type { CatalogueEntry, Names } from './catalogue-entry.ts'
import type { Fix } from './finding.ts'

type Codes =
  | 'elf/interpreter-missing'
  | 'elf/glibc-too-new'
  | 'elf/symbol-version-missing'
  | 'elf/symbol-missing'
  | 'elf/library-missing'
  | 'elf/relr'
  | 'elf/time64'

/** What the program expects of the board's libraries. */
export const libraryCatalogue: { readonly [code in Codes]: CatalogueEntry<code> } = {
  'elf/interpreter-missing': {
    title: 'The program loader is not on the board',
    message: ({ args, need, got }, { theBoard }) => {
      if (!args.known)
        return `The program is started by ${need}, and it is not known whether ${theBoard} has it.`
      const libc =
        args.boardLibc !== undefined && args.kind !== 'unknown' && args.boardLibc !== args.kind
          ? `: the program is for ${args.kind}, the board has ${args.boardLibc}`
          : got === undefined || got === 'unknown'
            ? ''
            : ` (its programs use ${got})`
      return `The program is started by ${need}, which is not on ${theBoard}${libc}. The shell would say “No such file or directory”.`
    },
    fix: (_, names) => rebuild(names),
  },
  'elf/glibc-too-new': {
    title: 'Linked against a newer glibc than the board has',
    message: ({ args, severity, need, got }, { theBoard }) => {
      const cause = args.why === undefined ? '' : ` Cause: ${args.why}.`
      if (!args.known)
        return `The program needs ${need}, and the glibc of ${theBoard} is not known.${cause}`
      return severity === 'error'
        ? `The program needs ${need}, but ${theBoard} has glibc ${got}: the loader would say “version '${need}' not found”.${cause}`
        : `The program would like ${need}, and ${theBoard} has glibc ${got}: the need is weak, so the loader only warns.${cause}`
    },
    fix: (_, names) => rebuild(names, 'Link against the board’s own glibc:'),
  },
  'elf/symbol-version-missing': {
    title: 'A library of the board is too old',
    message: ({ args, got }, { theBoard }) =>
      args.known
        ? `The program needs ${args.version} of ${args.library}, but ${theBoard} has ${got}.`
        : `The program needs ${args.version} of ${args.library}, and the versions that ${theBoard} has were not read.`,
    fix: ({ args }, names) =>
      args.known
        ? rebuild(names, 'Link against the board’s own libraries:')
        : { text: 'Ask the board again:', command: ['ferry', 'probe', names.board] },
  },
  'elf/symbol-missing': {
    title: 'A library of the board lacks a function',
    message: ({ args, need }, { theBoard }) => {
      const more = args.count === 1 ? '' : ` and ${args.count - 1} more`
      const where = `none of its libraries on ${theBoard} that were read defines`
      if (!args.known) return `The program needs ${need}${more}, which ${where}.`
      return args.when === 'start'
        ? `The program needs ${need}${more}, which ${where}: the loader would say “undefined symbol: ${need?.split('@')[0]}”.`
        : `The program calls ${need}${more}, which ${where}: it starts, and ends at the first such call (“symbol lookup error”).`
    },
    fix: (_, names) => rebuild(names, 'Link against the board’s own libraries:'),
  },
  'elf/library-missing': {
    title: 'A shared library is not on the board',
    message: ({ args, got }, { theBoard }) => {
      if (!args.known)
        return `The program needs ${args.library}, and it is not known whether ${theBoard} has it (${(got ?? '').replace('unknown: ', '')}).`
      const other =
        args.other === undefined ? '' : ` It has ${args.other}, which is another version.`
      const rust = /^libstd-[0-9a-f]+\.so$/.test(args.library)
        ? ' It is Rust’s own std as a shared library (-C prefer-dynamic).'
        : ''
      return `The program needs ${args.library}, which is not on ${theBoard}.${other}${rust}`
    },
    fix: ({ args }, names) => libraryFix(args, names),
  },
  'elf/relr': {
    title: 'Packed relocations that the loader does not know',
    message: ({ args, need, got }, { theBoard }) =>
      args.known
        ? `The program has packed relocations (DT_RELR), which need ${need}; ${theBoard} has ${got}, and it would crash at once.`
        : `The program has packed relocations (DT_RELR), which need ${need}, and the libc of ${theBoard} is not known.`,
    fix: (_, names) =>
      rebuild(names, 'Link without -z pack-relative-relocs (--pack-dyn-relocs=none):'),
  },
  'elf/time64': {
    title: 'Two widths of time_t',
    message: ({ args }, { theBoard }) =>
      `The program has 32-bit time_t, and ${args.libraries.join(', ')} of ${theBoard} have 64-bit time_t: where a time crosses between them, memory is overwritten.`,
    fix: () => ({
      text: 'Build with 64-bit time_t: libc 0.2.187 and later take --cfg=libc_unstable_gnu_time_bits="64" in RUSTFLAGS; before that set',
      command: ['env', 'RUST_LIBC_UNSTABLE_GNU_TIME_BITS=64', 'ferry', 'build'],
    }),
  },
}

function libraryFix(
  args: { readonly known: boolean; readonly library: string; readonly other?: string },
  names: Names,
): Fix {
  if (!args.known) return { text: 'Ask the board again:', command: ['ferry', 'probe', names.board] }
  if (args.other !== undefined) {
    return rebuild(names, 'Link against the board’s own libraries:')
  }
  const isDebian = ['debian', 'raspbian', 'ubuntu'].includes(names.context.board.os?.id ?? '')
  if (isDebian && !args.library.startsWith('libstd-')) {
    return {
      text: 'Install it on the board (its package is named after the library), or link it in statically:',
      command: ['ssh', names.board, `sudo apt-get install ${packageOf(args.library)}`],
    }
  }
  return {
    text: 'Put the library beside the program, in a folder of its RUNPATH:',
    command: ['ferry', 'ship', '--on', names.board, args.library],
  }
}

/** Debian policy 8.1: library packages are named librarynameSOVERSION, with a hyphen after a digit. */
function packageOf(soname: string): string {
  const [, stem = soname, version = ''] = /^(.*?)\.so(?:\.(.*))?$/.exec(soname) ?? []
  const name = stem.toLowerCase().replaceAll('_', '-')
  return version === '' ? name : `${name}${/\d$/.test(name) ? '-' : ''}${version}`
}

function rebuild(names: Names, text = 'Build it for the board:'): Fix {
  return { text, command: ['ferry', 'build', '--on', names.board] }
}
