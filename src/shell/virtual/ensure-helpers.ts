import { createHash } from 'node:crypto'
import { join } from 'node:path'

import type { Tell } from '../../core/event.ts'
import { helpersNotBuilt, noCargoForHelpers } from '../../core/problem/virtual-problems.ts'
import type { HostCargo, VirtualTools } from './virtual-tools.ts'

/** Rust's name and the address far above everything where the helpers are linked, by Node's name of the architecture. */
const HOSTS: Readonly<Record<string, { readonly target: string; readonly base: string }>> = {
  // Below the lowest address that mmap gives (28 bits of pages below the stack), above what a 32-bit board's programs need.
  x64: { target: 'x86_64-unknown-linux-gnu', base: '0x6f0000000000' },
  // arm64 kernels may have 39 bits of addresses.
  arm64: { target: 'aarch64-unknown-linux-gnu', base: '0x4000000000' },
}

export interface Helpers {
  readonly boardInit: string
  readonly boardExec: string
}

/** True where the helpers know the host's machine. */
export function isHelperHost(arch: string): boolean {
  return arch in HOSTS
}

/** The helper programs, built once for each version of their source. */
export async function ensureHelpers(tools: VirtualTools, tell: Tell): Promise<Helpers> {
  const { files, folders, host } = tools
  const source = join(host.installation, 'helpers')
  const built = join(folders.helpers, `${await hashSource(tools, source)}-${host.arch}`)
  const helpers: Helpers = {
    boardInit: join(built, 'board-init'),
    boardExec: join(built, 'board-exec'),
  }
  if (await files.stat(helpers.boardExec)) return helpers
  await files.locked(built, async () => {
    if (!(await files.stat(helpers.boardExec))) await build(tools, source, built, tell)
  })
  return helpers
}

async function hashSource(tools: VirtualTools, source: string): Promise<string> {
  const hash = createHash('sha256')
  const read = async (path: string): Promise<void> => {
    const stat = await tools.files.stat(join(source, path))
    if (stat?.kind === 'directory') {
      for (const name of (await tools.files.list(join(source, path))).toSorted()) {
        if (name !== 'target') await read(join(path, name))
      }
    } else hash.update(`${path}\0`).update((await tools.files.read(join(source, path))) ?? '')
  }
  for (const path of ['Cargo.toml', 'Cargo.lock', 'src']) await read(path)
  return hash.digest('hex').slice(0, 16)
}

async function build(
  tools: VirtualTools,
  source: string,
  built: string,
  tell: Tell,
): Promise<void> {
  const { files, processes, clock } = tools
  const cargo = await tools.cargo()
  const machine = HOSTS[tools.host.arch]
  if (!cargo || !machine) throw noCargoForHelpers()
  const started = clock.ticks()
  tell({ kind: 'step', id: 'helpers', text: 'Building the helper programs of virtual boards' })
  const target = `${built}.target`
  const linker = await chooseLinker(tools, cargo, machine.target, machine.base)
  const flags = [
    `-Clinker-flavor=${linker.flavor}`,
    '-Crelocation-model=pic',
    '-Ctarget-feature=+crt-static',
    ...['--no-pie', ...linker.base, '-z', 'noseparate-code'].map((word) => `-Clink-arg=${word}`),
  ]
  const ended = await processes.run({
    file: cargo.file,
    args: ['build', '--release', '--locked', '--offline', '--target', machine.target],
    cwd: source,
    env: {
      ...cargo.env,
      CARGO_TARGET_DIR: target,
      CARGO_ENCODED_RUSTFLAGS: flags.join('\u001f'),
      [`CARGO_TARGET_${machine.target.toUpperCase().replaceAll('-', '_')}_LINKER`]: linker.file,
      CARGO_BUILD_RUSTC_WRAPPER: '',
      CARGO_TERM_COLOR: 'never',
    },
  })
  if (ended.ending.kind !== 'exit' || ended.ending.code !== 0) {
    const text = Buffer.from(ended.stderr).toString().trimEnd()
    throw helpersNotBuilt(text.split('\n').slice(-20))
  }
  const release = join(target, machine.target, 'release')
  await files.makeFolder(built)
  // board-exec last: it is what says that all are there.
  for (const name of ['board-init', 'board-exec']) {
    await files.copy(join(release, name), join(built, `${name}.new`))
    await files.rename(join(built, `${name}.new`), join(built, name))
  }
  await files.remove(target)
  tell({ kind: 'step-done', id: 'helpers', ms: clock.ticks() - started })
}

interface Linker {
  readonly file: string
  readonly flavor: string
  readonly base: readonly string[]
}

/** rust-lld of the toolchain; a distribution's Rust may come without it, then lld or ld. */
async function chooseLinker(
  tools: VirtualTools,
  cargo: HostCargo,
  target: string,
  base: string,
): Promise<Linker> {
  const lld = (file: string): Linker => ({ file, flavor: 'ld.lld', base: [`--image-base=${base}`] })
  const rustc =
    cargo.env?.['RUSTC'] ?? tools.host.env['RUSTC'] ?? (await tools.processes.which('rustc'))
  if (rustc !== undefined) {
    const ended = await tools.processes.run({
      file: rustc,
      args: ['--print', 'sysroot'],
      cwd: join(tools.host.installation, 'helpers'),
      ...(cargo.env ? { env: cargo.env } : {}),
    })
    const sysroot = Buffer.from(ended.stdout).toString().trim()
    const own = join(sysroot, 'lib', 'rustlib', target, 'bin', 'rust-lld')
    if (sysroot && (await tools.files.stat(own))) return lld(own)
  }
  const found = (await tools.processes.which('ld.lld')) ?? (await tools.processes.which('rust-lld'))
  if (found !== undefined) return lld(found)
  return { file: 'ld', flavor: 'ld', base: [`-Ttext-segment=${base}`] }
}
