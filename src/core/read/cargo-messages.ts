/** A file that cargo made, or found fresh. */
export interface Artifact {
  readonly packageName: string
  readonly packageVersion?: string
  /** Name of the cargo target: of the binary, example, test or bench. */
  readonly name: string
  readonly kind: 'bin' | 'example' | 'test' | 'bench' | 'lib' | 'other'
  /** Absolute path of the program; missing for libraries. */
  readonly executable?: string
  readonly files: readonly string[]
  /** True: built with the test harness. */
  readonly test: boolean
  /** `0`–`3`, `s`, `z`. */
  readonly optimization?: string
  /** True: nothing had to be rebuilt. */
  readonly fresh: boolean
  /** Folder of the package's Cargo.toml. */
  readonly packageFolder?: string
}

export type CargoMessage =
  | { readonly kind: 'artifact'; readonly artifact: Artifact }
  | { readonly kind: 'finished'; readonly success: boolean }
  /** A line that cargo passed through (a build script's, a test's) or a message of no interest. */
  | { readonly kind: 'other' }

/** One line of `--message-format=json-render-diagnostics` (cargo book, "External tools"). Never throws. */
export function parseCargoMessage(line: string): CargoMessage {
  if (!line.startsWith('{')) return { kind: 'other' }
  let message: unknown
  try {
    message = JSON.parse(line)
  } catch {
    return { kind: 'other' }
  }
  if (!isRecord(message)) return { kind: 'other' }
  if (message['reason'] === 'build-finished') {
    return { kind: 'finished', success: message['success'] === true }
  }
  if (message['reason'] !== 'compiler-artifact') return { kind: 'other' }
  const artifact = toArtifact(message)
  return artifact ? { kind: 'artifact', artifact } : { kind: 'other' }
}

function toArtifact(message: Readonly<Record<string, unknown>>): Artifact | undefined {
  const target = message['target']
  const id = message['package_id']
  if (!isRecord(target) || typeof target['name'] !== 'string' || typeof id !== 'string') {
    return undefined
  }
  const profile = isRecord(message['profile']) ? message['profile'] : {}
  const { name, version } = parsePackageId(id)
  const manifest = message['manifest_path']
  return {
    packageName: name,
    ...(version === undefined ? {} : { packageVersion: version }),
    name: target['name'],
    kind: toKind(strings(target['kind'])),
    ...(typeof message['executable'] === 'string' ? { executable: message['executable'] } : {}),
    files: strings(message['filenames']),
    test: profile['test'] === true,
    ...(typeof profile['opt_level'] === 'string' ? { optimization: profile['opt_level'] } : {}),
    fresh: message['fresh'] === true,
    ...(typeof manifest === 'string'
      ? { packageFolder: manifest.replace(/[/\\]Cargo\.toml$/, '') }
      : {}),
  }
}

/**
 * Name and version of a package id, which is a specification since Rust 1.77
 * (`path+file:///a/b#name@1.0.0`, `…/name#1.0.0`) and was `name 1.0.0 (…)` before (cargo book, "Package ID specifications").
 */
export function parsePackageId(id: string): { readonly name: string; readonly version?: string } {
  const old = /^(\S+) (\S+) \(/.exec(id)
  if (old) return { name: old[1] ?? id, version: old[2] ?? '' }
  const hash = id.lastIndexOf('#')
  const fragment = hash === -1 ? '' : id.slice(hash + 1)
  const at = fragment.lastIndexOf('@')
  if (at !== -1) return { name: fragment.slice(0, at), version: fragment.slice(at + 1) }
  const path = (hash === -1 ? id : id.slice(0, hash)).replace(/\?.*$/, '').replace(/\/$/, '')
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (/^\d/.test(fragment)) return { name, version: fragment }
  return { name: fragment === '' ? name : fragment }
}

function toKind(kinds: readonly string[]): Artifact['kind'] {
  const [kind = 'other'] = kinds
  if (kind === 'bin' || kind === 'example' || kind === 'test' || kind === 'bench') return kind
  return kind.endsWith('lib') ? 'lib' : 'other'
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
