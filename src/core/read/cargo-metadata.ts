/** What `cargo metadata --no-deps` says of a project. */
export interface CargoMetadata {
  readonly packages: readonly MetadataPackage[]
  readonly workspaceRoot: string
  readonly targetFolder: string
  /** Ids of the packages that are built where none is named. */
  readonly defaultMembers: readonly string[]
}

export interface MetadataPackage {
  readonly id: string
  readonly name: string
  readonly version: string
  readonly manifestPath: string
  readonly defaultRun?: string
  readonly targets: readonly MetadataTarget[]
  /** Names of what it depends on, of every kind. */
  readonly dependencies: readonly string[]
}

export interface MetadataTarget {
  readonly name: string
  readonly kinds: readonly string[]
}

/** Reads the JSON of `cargo metadata --format-version 1`; undefined for anything else. */
export function parseCargoMetadata(text: string): CargoMetadata | undefined {
  let root: unknown
  try {
    root = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isRecord(root) || typeof root['workspace_root'] !== 'string') return undefined
  const packages = records(root['packages']).map(toPackage)
  return {
    packages,
    workspaceRoot: root['workspace_root'],
    targetFolder: string(root['target_directory']),
    // Missing before Rust 1.71: every member then.
    defaultMembers: Array.isArray(root['workspace_default_members'])
      ? strings(root['workspace_default_members'])
      : strings(root['workspace_members']),
  }
}

function toPackage(entry: Readonly<Record<string, unknown>>): MetadataPackage {
  return {
    id: string(entry['id']),
    name: string(entry['name']),
    version: string(entry['version']),
    manifestPath: string(entry['manifest_path']),
    ...(typeof entry['default_run'] === 'string' ? { defaultRun: entry['default_run'] } : {}),
    targets: records(entry['targets']).map((target) => ({
      name: string(target['name']),
      kinds: strings(target['kind']),
    })),
    dependencies: records(entry['dependencies']).map((dependency) => string(dependency['name'])),
  }
}

function records(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

function string(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
