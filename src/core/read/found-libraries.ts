import { SECTION } from '../plan/probe-script.ts'

/** The answer of planFindLibraries: soname → path in the first folder that has it. undefined where the answer is not whole. */
export function readFoundLibraries(text: string): Readonly<Record<string, string>> | undefined {
  const lines = text.split('\n')
  if (!lines.includes(`${SECTION}end`)) return undefined
  const found = new Map<string, string>()
  for (const path of lines.filter((line) => line.startsWith('/'))) {
    const name = path.slice(path.lastIndexOf('/') + 1)
    if (!found.has(name)) found.set(name, path)
  }
  return Object.fromEntries(found)
}
