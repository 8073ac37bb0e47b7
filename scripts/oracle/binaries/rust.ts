import type { BinaryRecipe } from './recipe.ts'

function rust(name: string, board: string, words: readonly string[] = ['--release']): BinaryRecipe {
  return { name: `rust-${name}`, commands: [], rust: { board, words } }
}

function flags(...words: readonly string[]): readonly string[] {
  return ['--release', '--config', `build.rustflags=${JSON.stringify(words)}`]
}

/** Assembly that its own look at the CPU chooses from. */
function ring(name: string, board: string): BinaryRecipe {
  const words = ['--release']
  return { name: `rust-${name}-ring`, commands: [], rust: { board, words, project: 'ring' } }
}

/** Rust's std, built as ferry builds: rust-lld, and a sysroot of the board's own release. */
export const RUST_BINARIES: readonly BinaryRecipe[] = [
  rust('armhf-12', 'bookworm-armhf/cortex-a7'),
  rust('armhf-12-dev', 'bookworm-armhf/cortex-a7', ['--dev']),
  rust('armhf-12-small', 'bookworm-armhf/cortex-a7', ['--profile', 'small']),
  rust('armhf-12-static', 'bookworm-armhf/cortex-a7', flags('-Ctarget-feature=+crt-static')),
  rust('armhf-12-a7', 'bookworm-armhf/cortex-a7', flags('-Ctarget-cpu=cortex-a7')),
  rust('armhf-11', 'bullseye-armhf/cortex-a8'),
  rust('armhf-13', 'trixie-armhf/cortex-a7'),
  rust('arm64-11', 'bullseye-arm64/cortex-a53'),
  rust('arm64-12', 'bookworm-arm64/cortex-a53'),
  rust('arm64-12-dev', 'bookworm-arm64/cortex-a53', ['--dev']),
  rust('arm64-12-small', 'bookworm-arm64/cortex-a53', ['--profile', 'small']),
  rust('arm64-12-static', 'bookworm-arm64/cortex-a53', flags('-Ctarget-feature=+crt-static')),
  rust('arm64-13', 'trixie-arm64/cortex-a72'),
  {
    ...rust('arm64-n1', 'bookworm-arm64/cortex-a53', flags('-Ctarget-cpu=neoverse-n1')),
    deep: true,
  },
  { ...rust('arm64-lse', 'bookworm-arm64/cortex-a53', flags('-Ctarget-feature=+lse')), deep: true },
  rust('riscv64-13', 'trixie-riscv64/sifive-u54'),
  rust('riscv64-13-static', 'trixie-riscv64/sifive-u54', flags('-Ctarget-feature=+crt-static')),
  ring('arm64-12', 'bookworm-arm64/cortex-a53'),
  ring('armhf-12', 'bookworm-armhf/cortex-a7'),
  rust('amd64-11', 'bullseye-amd64/native'),
  rust('amd64-12', 'bookworm-amd64/native'),
  { ...rust('amd64-v3', 'bookworm-amd64/native', flags('-Ctarget-cpu=x86-64-v3')), deep: true },
]
