/** One entry of `.crates2.json`, which cargo install keeps beside what it installed. */
export interface InstalledCrate {
  readonly name: string
  readonly version: string
  /** File names below `bin/`. */
  readonly programs: readonly string[]
}

/** Text of `.crates2.json` → what is installed. Keys are `name version (source)`. Anything else counts as nothing. */
export function parseInstalledCrates(text: string): readonly InstalledCrate[] {
  let root: unknown
  try {
    root = JSON.parse(text)
  } catch {
    return []
  }
  const installs = isRecord(root) && isRecord(root['installs']) ? root['installs'] : {}
  return Object.entries(installs).flatMap(([key, entry]) => {
    const [, name, version] = /^(\S+) (\S+) \(/.exec(key) ?? []
    const bins: readonly unknown[] =
      isRecord(entry) && Array.isArray(entry['bins']) ? entry['bins'] : []
    if (name === undefined || version === undefined) return []
    const programs = bins.filter(
      (bin) => typeof bin === 'string' && bin !== '' && !/[/\\\0]|^\.+$/.test(bin),
    ) as readonly string[]
    return [{ name, version, programs }]
  })
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
