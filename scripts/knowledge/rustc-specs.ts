import { execFileSync } from 'node:child_process'

/** A target specification as `rustc --print all-target-specs-json` prints it; the fields that are read here. */
export interface TargetSpec {
  readonly arch: string
  readonly os?: string
  readonly env?: string
  readonly abi?: string
  readonly vendor?: string
  readonly cpu?: string
  readonly features?: string
  readonly metadata: {
    readonly tier?: number
    readonly std?: boolean
    readonly host_tools?: boolean
    readonly description?: string
  }
  readonly 'target-endian'?: string
  readonly 'target-pointer-width': number | string
  readonly 'max-atomic-width'?: number
  readonly 'llvm-target': string
  readonly 'llvm-floatabi'?: string
  readonly 'llvm-abiname'?: string
  readonly 'rustc-abi'?: string
  readonly 'crt-static-default'?: boolean
  readonly 'panic-strategy'?: string
  readonly linker?: string
}

/** Columns of facts/rust-targets.tsv that come from a specification, in order. */
export const RUST_TARGET_COLUMNS: readonly string[] = [
  'target',
  'tier',
  'std',
  'host_tools',
  'arch',
  'os',
  'env',
  'abi',
  'endian',
  'width',
  'atomic',
  'llvm_target',
  'cpu',
  'features',
  'float_abi',
  'abi_name',
  'crt_static',
  'panic',
  'linker',
  'description',
]

/** Version of a rustup toolchain's rustc (`''`: the default one): `1.95.0`, `1.97.0-nightly`. */
export function rustcVersion(toolchain: string): string {
  return /^rustc (\S+)/.exec(rustc(toolchain, ['-V']))?.[1] ?? ''
}

/** Every target specification of a rustc. */
export function readSpecs(toolchain: string): Readonly<Record<string, TargetSpec>> {
  const text = rustc(toolchain, ['-Z', 'unstable-options', '--print', 'all-target-specs-json'])
  return JSON.parse(text) as Record<string, TargetSpec>
}

/** Runs rustc of a toolchain with unstable options allowed and gives its stdout. */
export function rustc(toolchain: string, args: readonly string[]): string {
  const chosen = toolchain === '' ? [] : [`+${toolchain}`]
  return execFileSync('rustc', [...chosen, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    // Where it fails it tells that in the error alone, and leaves no report in the working folder.
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, RUSTC_BOOTSTRAP: '1', RUSTC_ICE: '0' },
  })
}

/** A row of facts/rust-targets.tsv. */
export function toRow(name: string, spec: TargetSpec): readonly string[] {
  const { metadata } = spec
  return [
    name,
    String(metadata.tier ?? ''),
    yesNo(metadata.std),
    yesNo(metadata.host_tools),
    spec.arch,
    spec.os ?? 'none',
    spec.env ?? '',
    spec.abi ?? '',
    spec['target-endian'] ?? 'little',
    String(spec['target-pointer-width']),
    String(spec['max-atomic-width'] ?? ''),
    spec['llvm-target'],
    spec.cpu ?? 'generic',
    spec.features ?? '',
    spec['llvm-floatabi'] ?? '',
    spec['llvm-abiname'] ?? spec['rustc-abi'] ?? '',
    spec['crt-static-default'] === true ? 'yes' : '',
    spec['panic-strategy'] ?? 'unwind',
    spec.linker ?? '',
    (metadata.description ?? '').replaceAll(/\s+/g, ' ').trim(),
  ]
}

function yesNo(value: boolean | undefined): string {
  return value === undefined ? '' : value ? 'yes' : 'no'
}
