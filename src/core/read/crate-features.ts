/** A crate of a dependency graph, and what can be turned on in it. */
export interface CrateFeatures {
  readonly name: string
  readonly version: string
  readonly features: readonly string[]
}

/**
 * A crate by its name, or by that of its library (`rdkafka_sys`), in the JSON of `cargo metadata`; of several versions the last.
 * Undefined where there is none, or the text is none.
 */
export function readCrateFeatures(text: string, crate: string): CrateFeatures | undefined {
  let root: unknown
  try {
    root = JSON.parse(text)
  } catch {
    return undefined
  }
  const packages: unknown = isRecord(root) ? root['packages'] : undefined
  if (!Array.isArray(packages)) return undefined
  const found: unknown = packages.findLast(
    (entry: unknown) =>
      isRecord(entry) &&
      typeof entry['name'] === 'string' &&
      entry['name'].replaceAll('-', '_') === crate.replaceAll('-', '_'),
  )
  if (!isRecord(found)) return undefined
  const { name, version, features } = found
  if (typeof name !== 'string' || typeof version !== 'string') return undefined
  return { name, version, features: isRecord(features) ? Object.keys(features) : [] }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What a feature is looked for: to build the C library itself, to make bindings, to build it by CMake. */
export type FeatureUse = 'own-library' | 'bindings' | 'cmake'

/** Names that crates use for it, the plainest first. `static` alone often means a static library of the system, so it comes last. */
const NAMES: Readonly<Record<FeatureUse, readonly RegExp[]>> = {
  'own-library': [
    /^vendored$/,
    /^bundled$/,
    /^(?:vendored|bundled)-|-(?:vendored|bundled)$/,
    /^static$/,
  ],
  bindings: [/^bindgen$/, /^buildtime[-_]bindgen$/, /^(?:generate|build)[-_]bindings$/],
  cmake: [/^cmake$/, /^cmake[-_]build$/],
}

export function chooseFeature(
  { features }: Pick<CrateFeatures, 'features'>,
  use: FeatureUse,
): string | undefined {
  for (const expression of NAMES[use]) {
    const found = features.find((name) => expression.test(name))
    if (found !== undefined) return found
  }
  return undefined
}
