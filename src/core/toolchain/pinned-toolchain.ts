/**
 * The toolchain that a project insists on, or undefined where any stable Rust will do. `name` is rustup's
 * (`1.80-x86_64-unknown-linux-gnu`), `because` its reason: a default binds nobody, a file or a `+toolchain` does.
 */
export function pinnedToolchain(name: string, because: string): string | undefined {
  if (because === 'default' || because.includes("it's the default")) return undefined
  const channel = name.replace(/-(?:[a-z0-9_]+-)(?:unknown|pc|apple|alpine)-.*$/, '')
  return channel === 'stable' ? undefined : channel
}

/** The toolchain that rustup names in its complaint that it is not installed; undefined where it says something else. */
export function parseMissingToolchain(complaint: readonly string[]): string | undefined {
  return /toolchain '([^']+)' is not installed/.exec(complaint.join('\n'))?.[1]
}

/** Whether a Rust release is what the pin asks for: `1.97` takes 1.97.1, `1.97.1` that alone. Channels are no releases. */
export function suitsPin(release: string, pin: string | undefined): boolean {
  return (
    pin === undefined ||
    release === pin ||
    (/^\d+\.\d+$/.test(pin) && release.startsWith(`${pin}.`))
  )
}
