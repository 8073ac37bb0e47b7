import { RUST_TARGET_COLUMNS } from './rustc-specs.ts'
import { tableModule } from './table-module.ts'
import { readTsv } from './tsv.ts'

/** src/core/knowledge/rust-targets.ts: every target of rustc, with the minimums that the rustc book gives for Linux ones. */
export function rustTargetsModule(): string {
  const book = new Map(readTsv('targets').map((row) => [row('target'), row]))
  const columns = [...RUST_TARGET_COLUMNS, 'rustc', 'min_kernel', 'min_libc']
  const rows = readTsv('rust-targets').map((row) => {
    const linux = book.get(row('target'))
    return [
      ...RUST_TARGET_COLUMNS.map((column) =>
        column === 'llvm_target' && row(column) === row('target') ? '' : row(column),
      ),
      row('rustc'),
      linux?.('min_kernel').replace(/\.0$/, '') ?? '',
      linux?.('min_libc') ?? '',
    ]
  })
  return tableModule('RUST_TARGETS', columns, rows, 'facts/rust-targets.tsv and facts/targets.tsv')
}

/** src/core/knowledge/linkers.ts: names of cross linkers per distribution. */
export function linkersModule(): string {
  const columns = [
    'rust_target',
    'gnu_prefix',
    'debian_package',
    'debian_suites',
    'debian_libc_dev',
    'elf_interpreter',
    'nix_pkgsCross',
    'arch_linux',
    'fedora',
    'homebrew_messense',
    'notes',
  ]
  const rows = readTsv('linkers').map((row) => columns.map((column) => row(column)))
  return tableModule('LINKERS', columns, rows, 'facts/linkers.tsv')
}

/** src/core/knowledge/os-libc.ts: OS release → libc. */
export function osLibcModule(): string {
  const rows = readTsv('os-libc').map((row) => [row('os'), row('libc')])
  return tableModule('OS_LIBC', ['os', 'libc'], rows, 'facts/os-libc.tsv')
}
