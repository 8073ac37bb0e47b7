import { join } from 'node:path'

import type { Tell } from '../../core/event.ts'
import { formatSize } from '../../core/text/format-size.ts'
import type { RustHost } from '../../core/toolchain/debian-rust.ts'
import { BEGIN_SOURCE, muslPartsOf } from '../../core/toolchain/musl-target.ts'
import type { PackageToolchain } from '../../core/toolchain/package-toolchain.ts'
import type { World } from '../../ports/world.ts'
import { addCargo, addPart } from './package-toolchain.ts'
import { makeSelfContained } from './self-contained.ts'
import { runText } from './run-text.ts'

/** Crates of std that rustup's own packages hold, too; `test` for `cargo test`, `panic_abort` for `panic = "abort"`. */
const CRATES = 'std,panic_abort,proc_macro,test'

/** Of a toolchain's parts: a std that was built here. Another name than that of an earlier recipe, which is built again. */
export function builtStdPart(target: string): string {
  return `built std ${target}`
}

/**
 * Every crate of std is built to unwind, but panic_abort is made to abort (as rustc's own bootstrap does): else no
 * project with panic = "abort" can be linked. cargo has no setting of a profile for one crate's panic.
 */
const WRAPPER = `#!/bin/sh
rustc=$1
shift
case " $* " in
  *" --crate-name panic_abort "*) exec "$rustc" "$@" -Cpanic=abort ;;
esac
exec "$rustc" "$@"
`

/**
 * Builds std of the target once, from Debian's rust-src of the same version and the dependencies that lie in it
 * (no network), and puts it into the toolchain's own sysroot. Projects then build as with any other target: no -Z flags,
 * no RUSTC_BOOTSTRAP, and no second build of std for each project.
 * Gives the toolchain, or in words why not.
 */
export async function buildStd(
  world: World,
  host: RustHost,
  toolchain: PackageToolchain,
  target: string,
  tell: Tell,
): Promise<PackageToolchain | string> {
  const whole = await addCargo(world, host, await addSource(world, host, toolchain, tell), tell)
  let failed: string | undefined
  const built = await addPart(world, whole, builtStdPart(target), async () => {
    failed = await buildInto(world, whole, target, tell)
    if (failed !== undefined) throw new NotBuilt(failed)
  }).catch((error: unknown) => {
    if (error instanceof NotBuilt) return error.message
    throw error
  })
  return built
}

class NotBuilt extends Error {}

async function addSource(
  world: World,
  host: RustHost,
  toolchain: PackageToolchain,
  tell: Tell,
): Promise<PackageToolchain> {
  return addPart(world, toolchain, 'src', async () => {
    const request = {
      suite: toolchain.suite,
      architecture: host.debian,
      dependencies: 'none',
    } as const
    const fetched = await world.packages.obtain(
      { ...request, names: [`rust-src=${toolchain.version}`] },
      tell,
    )
    const folder = join(toolchain.root, 'usr', 'lib', 'rustlib', 'src')
    await world.files.remove(folder)
    const prefix = /^usr\/src\/rustc-[^/]+\/(library\/.*)$/
    await world.packages.unpack(fetched, folder, {
      keep: (path) =>
        prefix.test(path) && !/\/(tests|benches|examples)\//.test(path.replace(/\/vendor\/.*/, '')),
      place: (path) => `rust/${prefix.exec(path)?.[1] ?? ''}`,
    })
  })
}

async function buildInto(
  world: World,
  toolchain: PackageToolchain,
  target: string,
  tell: Tell,
): Promise<string | undefined> {
  const sysroot = join(toolchain.root, 'usr')
  const work = join(toolchain.root, `build-${target}`)
  await world.files.remove(work)
  await world.files.write(
    join(work, 'Cargo.toml'),
    '[package]\nname = "nothing"\nversion = "0.0.0"\nedition = "2021"\n',
  )
  const musl = target.includes('-musl') ? muslPartsOf(target) : undefined
  if (target.includes('-musl') && !musl) return `no musl is known for ${target}`
  await world.files.write(join(work, 'src', 'lib.rs'), musl ? BEGIN_SOURCE : '#![no_std]\n')
  const wrapper = join(work, 'rustc-wrapper')
  await world.files.write(wrapper, WRAPPER, 0o755)
  const id = `build std ${target}`
  const started = world.clock.ticks()
  const args = ['rustc', '--release', '--quiet', '--target', target, `-Zbuild-std=${CRATES}`]
  args.push('--', '--emit=link,obj', '-Ccodegen-units=1')
  tell({ kind: 'step', id, text: `Building the standard library of ${target} (once)` })
  tell({ kind: 'command', file: 'cargo', args, where: 'host' })
  const said = await runText(
    world,
    {
      file: join(sysroot, 'bin', 'cargo'),
      args,
      cwd: work,
      env: planBuildEnvironment(sysroot, work, wrapper),
    },
    { timeoutMs: 1_800_000 },
  )
  if (!said.ok) return `building std from source failed: ${said.complaint.slice(-6).join(' | ')}`
  const deps = join(work, 'target', target, 'release', 'deps')
  const folder = join(sysroot, 'lib', 'rustlib', target)
  const beside = `${folder}.new`
  await world.files.remove(beside)
  const bytes = await collect(world, deps, join(beside, 'lib'))
  if (musl) {
    const begin = (await world.files.list(deps)).find((name) => /^nothing-[^.]*\.o$/.test(name))
    if (begin === undefined) return 'rustc made no object of the start file'
    const to = join(beside, 'lib', 'self-contained')
    const why = await makeSelfContained(world, toolchain, musl, join(deps, begin), to, tell)
    if (why !== undefined) return why
  }
  await world.files.remove(folder)
  await world.files.rename(beside, folder)
  await world.files.remove(work)
  tell({ kind: 'step-done', id, text: formatSize(bytes), ms: world.clock.ticks() - started })
  return undefined
}

/**
 * -Z flags need RUSTC_BOOTSTRAP on a stable rustc. Bitcode is embedded as in rustup's std, else `lto` would fail
 * in projects. The user's own flags and profiles have no part in it.
 */
function planBuildEnvironment(
  sysroot: string,
  work: string,
  wrapper: string,
): Record<string, string | undefined> {
  return {
    RUSTC_BOOTSTRAP: '1',
    RUSTC: join(sysroot, 'bin', 'rustc'),
    RUSTC_WRAPPER: wrapper,
    CARGO_ENCODED_RUSTFLAGS: ['-Cembed-bitcode=yes', '-Cforce-unwind-tables=yes'].join('\u001f'),
    CARGO_TARGET_DIR: join(work, 'target'),
    CARGO_PROFILE_RELEASE_OPT_LEVEL: '3',
    CARGO_PROFILE_RELEASE_DEBUG: '0',
    CARGO_PROFILE_RELEASE_INCREMENTAL: 'false',
    CARGO_BUILD_TARGET: undefined,
    RUSTFLAGS: undefined,
  }
}

/** Moves the libraries of std into a folder. Gives their bytes. */
async function collect(world: World, deps: string, libraries: string): Promise<number> {
  await world.files.makeFolder(libraries)
  let bytes = 0
  for (const name of await world.files.list(deps)) {
    if (!name.endsWith('.rlib') || name.startsWith('libnothing-')) continue
    const size = (await world.files.stat(join(deps, name)))?.size ?? 0
    await world.files.rename(join(deps, name), join(libraries, name))
    bytes += size
  }
  return bytes
}
