/** An environment as it is read: names to values. */
export type Environment = Readonly<Record<string, string | undefined>>

/** `armv7-unknown-linux-gnueabihf`, `LINKER` → `CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_LINKER` (cargo book, environment variables of the configuration). */
export function toCargoVariable(target: string, key: string): string {
  return `CARGO_TARGET_${target.replaceAll(/[-.]/g, '_').toUpperCase()}_${key}`
}

/**
 * The names that build crates read for a target's own value, most telling first: `CC_armv7-unknown-linux-gnueabihf`,
 * `CC_armv7_unknown_linux_gnueabihf`, `TARGET_CC` (documentation of the crates cc, pkg-config, cmake and bindgen).
 */
export function targetedNames(name: string, target: string): readonly string[] {
  return [`${name}_${target}`, `${name}_${target.replaceAll(/[-.]/g, '_')}`, `TARGET_${name}`]
}

/** The user's own value for a target, with the name it stands under. An empty value counts: it was set. */
export function findTargeted(
  env: Environment,
  name: string,
  target: string,
): { readonly name: string; readonly value: string } | undefined {
  for (const candidate of targetedNames(name, target)) {
    const value = env[candidate]
    if (value !== undefined) return { name: candidate, value }
  }
  return undefined
}
