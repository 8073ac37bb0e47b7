import { SECTION } from '../plan/probe-script.ts'

/** The answer of planLibraryVersions: soname → those of the wanted versions that it has. undefined where the answer is not whole. */
export function readLibraryVersions(
  text: string,
): Readonly<Record<string, readonly string[]>> | undefined {
  const found = new Map<string, Set<string>>()
  let now: Set<string> | undefined
  let isWhole = false
  for (const line of text.split('\n')) {
    if (line === `${SECTION}end`) isWhole = true
    else if (line.startsWith(`${SECTION}versions `)) {
      now = new Set()
      found.set(line.slice(`${SECTION}versions `.length), now)
    } else if (line !== '') now?.add(line)
  }
  if (!isWhole) return undefined
  return Object.fromEntries([...found].map(([library, versions]) => [library, [...versions]]))
}
