import { parseMissingToolchain, pinnedToolchain } from '../../core/toolchain/pinned-toolchain.ts'
import { findHostCargo } from '../find-host-cargo.ts'
import type { ActiveToolchain, NoToolchain } from '../std/active-toolchain.ts'
import { listPackageToolchains } from '../std/package-toolchain.ts'
import { runText } from '../std/run-text.ts'
import type { Outcome, Patient } from './outcome.ts'

const WHY = 'cargo and rustc build the project'

/** cargo and rustc: whose, which version, and who chose it. */
export async function checkRust(
  patient: Patient,
  active: ActiveToolchain | NoToolchain,
): Promise<Outcome> {
  const common = { id: 'rust', needed: true, why: WHY }
  if (active.kind === 'none') return withoutRust(patient, active)
  const { world, folder } = patient
  const cargo = await runText(world, { file: 'cargo', args: ['-V'], cwd: folder, env: active.env })
  if (!cargo.ok) {
    const evidence = `rustc ${active.version}, but cargo does not start: ${cargo.complaint.at(-1) ?? ''}`
    return { ...common, state: 'blocked', evidence, code: 'cargo/missing' }
  }
  const who =
    active.kind === 'rustup'
      ? `rustup's ${active.name ?? 'toolchain'}${active.because ? ` (${active.because})` : ''}`
      : `the system's, ${active.sysroot}`
  const evidence = `rustc ${active.version}, ${cargo.stdout.trim().split(' (')[0] ?? 'cargo'}, ${who}`
  return { ...common, state: 'ok', evidence }
}

async function withoutRust({ world, folder }: Patient, active: NoToolchain): Promise<Outcome> {
  const common = { id: 'rust', needed: true, why: WHY }
  const missing = parseMissingToolchain(active.complaint)
  const channel = missing === undefined ? undefined : (pinnedToolchain(missing, '') ?? missing)
  if (channel !== undefined) {
    return {
      ...common,
      state: 'missing',
      evidence: `${folder} asks for the toolchain ${channel}, which is not installed`,
      code: 'std/toolchain-missing',
      fix: {
        text: 'install it where rustup’s server is reached',
        command: ['rustup', 'toolchain', 'install', channel],
      },
      cure: {
        says: `let rustup install ${channel}`,
        run: async () => {
          const args = ['toolchain', 'install', '--profile', 'minimal', channel]
          const said = await runText(world, { file: 'rustup', args }, { timeoutMs: 900_000 })
          return said.ok ? `installed the toolchain ${channel}` : undefined
        },
      },
    }
  }
  const [here] = await listPackageToolchains(world)
  if (here?.parts.includes('cargo') === true) {
    const evidence = `none in PATH; ferry uses Rust ${here.release} of Debian ${here.suite}, in its cache`
    return { ...common, state: 'ok', evidence }
  }
  return {
    ...common,
    state: 'missing',
    evidence: active.hasCargo
      ? `cargo is in PATH, rustc does not start: ${active.complaint.at(-1) ?? ''}`
      : 'neither cargo nor rustc in PATH',
    code: 'cargo/missing',
    fix: {
      text: 'install Rust (rustup.rs); or let ferry take that of Debian',
      command: ['ferry', 'doctor', '--fix'],
    },
    cure: {
      says: 'unpack the Rust of Debian into ferry’s cache',
      run: async (tell) => {
        const cargo = await findHostCargo(world, tell)
        return cargo && `unpacked ${cargo.file}`
      },
    },
  }
}
