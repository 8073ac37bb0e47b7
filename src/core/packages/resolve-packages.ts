import type { PackageIndex } from './compact-index.ts'
import { compareDebianVersions } from './debian-version.ts'
import { parseDependencies, suits } from './dependency.ts'
import type { Dependency } from './dependency.ts'
import type { PackageEntry } from './package-entry.ts'

export interface ResolveWish {
  /** `name` or `name=version`. */
  readonly names: readonly string[]
  readonly dependencies: 'all' | 'none'
  readonly exclude?: readonly string[]
}

export interface Resolution {
  /** In the order in which they were found: named ones first. */
  readonly entries: readonly PackageEntry[]
  /** Named packages that no index has. */
  readonly missing: readonly string[]
  /** Dependencies that cannot be fulfilled, in words. */
  readonly notes: readonly string[]
}

/**
 * Chooses packages for the names and, with `dependencies: 'all'`, for what they need (Pre-Depends and Depends; no Recommends).
 * Of alternatives: the first that is chosen already, else the first real package, else the first provider by name order.
 * No conflicts are looked at and nothing is searched backwards: within one suite of one distribution that is enough.
 */
export function resolvePackages(indexes: readonly PackageIndex[], wish: ResolveWish): Resolution {
  const chosen = new Map<string, PackageEntry>()
  const provided = new Set<string>()
  const excluded = new Set(wish.exclude)
  const missing: string[] = []
  const notes: string[] = []
  const queue: PackageEntry[] = []
  const take = (entry: PackageEntry): void => {
    if (chosen.has(entry.name)) return
    chosen.set(entry.name, entry)
    for (const [way] of parseDependencies(entry.provides)) if (way) provided.add(way.name)
    queue.push(entry)
  }

  for (const word of wish.names) {
    const [name = '', version] = word.split('=', 2)
    const entry = newest(
      indexes,
      version === undefined ? { name } : { name, relation: '=', version },
    )
    if (entry) take(entry)
    else missing.push(word)
  }
  if (wish.dependencies === 'none') queue.length = 0
  for (let entry = queue.shift(); entry; entry = queue.shift()) {
    for (const group of parseDependencies(entry.depends)) {
      if (group.some(({ name }) => chosen.has(name) || excluded.has(name) || provided.has(name)))
        continue
      const found = choose(indexes, group)
      if (found && !excluded.has(found.name)) take(found)
      else if (!found) notes.push(`${entry.name} needs ${formatGroup(group)}, which is not there`)
    }
  }
  return { entries: [...chosen.values()], missing, notes }
}

/** The newest entry of that name (over all indexes) that fulfils the version wish. */
export function newest(
  indexes: readonly PackageIndex[],
  wish: Dependency,
): PackageEntry | undefined {
  return indexes
    .flatMap((index) => index.named(wish.name))
    .filter(({ version }) => suits(wish, version))
    .toSorted((a, b) => compareDebianVersions(b.version, a.version))[0]
}

function choose(
  indexes: readonly PackageIndex[],
  group: readonly Dependency[],
): PackageEntry | undefined {
  for (const way of group) {
    const entry = newest(indexes, way)
    if (entry) return entry
  }
  return group
    .flatMap((way) =>
      indexes
        .flatMap((index) => index.providing(way.name))
        .filter(({ version }) => suits(way, version)),
    )
    .map(({ entry }) => entry)
    .toSorted((a, b) =>
      a.name < b.name ? -1 : a.name > b.name ? 1 : compareDebianVersions(b.version, a.version),
    )[0]
}

function formatGroup(group: readonly Dependency[]): string {
  return group
    .map(({ name, relation, version }) =>
      version === undefined ? name : `${name} (${relation} ${version})`,
    )
    .join(' or ')
}
