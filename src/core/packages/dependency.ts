import { compareDebianVersions } from './debian-version.ts'

export type Relation = '<<' | '<=' | '=' | '>=' | '>>'

/** One way to fulfil a dependency. */
export interface Dependency {
  readonly name: string
  readonly relation?: Relation
  readonly version?: string
}

/**
 * Reads a dependency field (Debian Policy 7.1): groups that must all hold, each a list of alternatives.
 * Architecture qualifiers and restrictions are dropped; words that make no sense are left out.
 */
export function parseDependencies(text: string): readonly (readonly Dependency[])[] {
  const groups: (readonly Dependency[])[] = []
  for (const group of text.split(',')) {
    const ways = group.split('|').flatMap((way) => parseOne(way))
    if (ways.length > 0) groups.push(ways)
  }
  return groups
}

function parseOne(text: string): readonly Dependency[] {
  const match =
    /^\s*([A-Za-z0-9][A-Za-z0-9+.-]*)(?::\w[\w-]*)?\s*(?:\(\s*(<<|<=|=|>=|>>|<|>)\s*([^)\s]+)\s*\))?/.exec(
      text,
    )
  const [, name, relation, version] = match ?? []
  if (name === undefined) return []
  if (relation === undefined || version === undefined) return [{ name }]
  // `<` and `>` are old spellings of `<=` and `>=`.
  const known = relation === '<' ? '<=' : relation === '>' ? '>=' : (relation as Relation)
  return [{ name, relation: known, version }]
}

/** Whether a version (undefined: that of an unversioned Provides) fulfils the dependency's own version wish. */
export function suits(dependency: Dependency, version: string | undefined): boolean {
  if (dependency.relation === undefined || dependency.version === undefined) return true
  if (version === undefined) return false
  const order = compareDebianVersions(version, dependency.version)
  switch (dependency.relation) {
    case '<<':
      return order < 0
    case '<=':
      return order <= 0
    case '=':
      return order === 0
    case '>=':
      return order >= 0
    case '>>':
      return order > 0
  }
}
