import type { CatalogueEntry } from './catalogue-entry.ts'

type Codes =
  | 'elf/page-size'
  | 'elf/kernel-too-old'
  | 'elf/jemalloc-page-size'
  | 'board/no-space'
  | 'board/noexec'

/** What the board's kernel and disks do not give. */
export const boardCatalogue: { readonly [code in Codes]: CatalogueEntry<code> } = {
  'elf/page-size': {
    title: 'Segments that do not fit the board’s pages',
    message: ({ args, got }, { theBoard }) =>
      args.known
        ? `The program is aligned to ${args.align} bytes and ${theBoard} has pages of ${got}: ${args.why}.`
        : `The program is aligned to ${args.align} bytes, and ${theBoard} (pages: ${got}): ${args.why}.`,
    fix: (_, names) => ({
      text: 'Link with 64 KiB alignment; ferry’s linker (rust-lld) does, GNU ld takes -z max-page-size=65536:',
      command: [
        'env',
        'RUSTFLAGS=-Clink-arg=-Wl,-z,max-page-size=65536',
        'ferry',
        'build',
        '--on',
        names.board,
      ],
    }),
  },
  'elf/kernel-too-old': {
    title: 'The board’s kernel is too old',
    message: ({ args, need, got }, { theBoard }) =>
      args.certain
        ? `The program carries a glibc for ${need} or later, and ${theBoard} has ${got}: it would say “FATAL: kernel too old”.`
        : `Rust’s std needs ${need} or later, and ${theBoard} has ${got}: it starts, and fails where it uses a newer call.`,
    fix: (_, names) => ({
      text: 'Build for the board (a musl target has no such limit), or update its kernel:',
      command: ['ferry', 'build', '--on', names.board],
    }),
  },
  'elf/jemalloc-page-size': {
    title: 'jemalloc was built for smaller pages',
    message: ({ args, need, got }, { theBoard }) =>
      args.known
        ? `jemalloc in this program supports ${need}, and ${theBoard} has pages of ${got}: it would say “Unsupported system page size” and end.`
        : `The program has jemalloc in it, and ${theBoard} has pages of ${got}: the file does not tell which page size jemalloc was built for.`,
    fix: ({ args }, names) => ({
      text: 'Build jemalloc for the larger pages (works on smaller ones, too):',
      command: [
        'env',
        `JEMALLOC_SYS_WITH_LG_PAGE=${args.lgPage}`,
        'ferry',
        'build',
        '--on',
        names.board,
      ],
    }),
  },
  'board/no-space': {
    title: 'Not enough space on the board',
    message: ({ args, need, got }, { theBoard }) =>
      `The file has ${need}, and ${args.place === undefined ? theBoard : `${args.place} on ${theBoard}`} has ${got}.`,
    fix: (_, names) => ({
      text: 'Make it smaller (strip = true in the release profile), or free space; this shows what is full:',
      command: ['ssh', names.board, 'df -h'],
    }),
  },
  'board/noexec': {
    title: 'No folder from which programs may start',
    message: ({ args }, { theBoard }) =>
      `Every folder of ${theBoard} that may be written to is mounted noexec (${args.places.join(', ')}): starting would say “Permission denied”.`,
    fix: (_, names) => ({
      text: 'Remount one of them, or name another folder in ferry.toml (path = "…"):',
      command: ['ssh', names.board, 'sudo mount -o remount,exec /tmp'],
    }),
  },
}
