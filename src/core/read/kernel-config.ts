/** Names of a kernel's own architecture in its configuration's first line, by `uname -m`. */
const architectures: readonly (readonly [machine: RegExp, config: string])[] = [
  [/^aarch64/, 'arm64'],
  [/^x86_64$/, 'x86'],
  [/^ppc64/, 'powerpc'],
]

/**
 * Whether a 64-bit kernel starts 32-bit programs, by lines of its configuration. Undefined where they
 * do not tell, or where it is the configuration of another machine (an emulated board shows its host's).
 */
export function readCompat32(lines: readonly string[], machine: string): boolean | undefined {
  const own = architectures.find(([name]) => name.test(machine))?.[1]
  const header = lines.find((line) => line.startsWith('# Linux/'))
  if (own === undefined || header?.startsWith(`# Linux/${own} `) !== true) return undefined
  const option = own === 'x86' ? 'CONFIG_IA32_EMULATION' : 'CONFIG_COMPAT'
  if (lines.includes(`${option}=y`)) return true
  return lines.includes(`# ${option} is not set`) ? false : undefined
}
