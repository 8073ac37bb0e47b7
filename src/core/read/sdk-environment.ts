/** What an SDK says of itself by the environment that its script makes. */
export interface Sdk {
  /** The compiler, with the options that it is to be called with. */
  readonly cc: readonly string[]
  readonly cxx?: readonly string[]
  readonly ar?: string
  readonly ranlib?: string
  /** The system that it links against; missing where the compiler alone knows. */
  readonly sysroot?: string
  /** Folders that it puts in front of PATH. */
  readonly path: readonly string[]
}

type Variables = Readonly<Record<string, string | undefined>>

/**
 * Reads the environment of a cross SDK: Yocto's (`environment-setup-*`: CC with options, SDKTARGETSYSROOT or
 * OECORE_TARGET_SYSROOT; meta/classes/toolchain-scripts.bbclass) and Buildroot's (`environment-setup`: CC by name, its folder in
 * PATH; support/misc, package/environment-setup). `before` is the environment without it. Undefined where no cross compiler is
 * named: its file name holds the target (`arm-poky-linux-gnueabi-gcc`). Values are words between blanks, as shells split them.
 */
export function readSdkEnvironment(variables: Variables, before: Variables = {}): Sdk | undefined {
  const cc = words(variables['CC'])
  const program = cc[0]?.slice(cc[0].lastIndexOf('/') + 1) ?? ''
  if (!/^[\w.+]+-(?:[\w.+]+-)?linux-?[\w.+]*-(?:gcc|cc|clang)(?:-[\d.]+)?$/.test(program))
    return undefined
  const cxx = words(variables['CXX'])
  const option = cc.find((word) => word.startsWith('--sysroot='))?.slice('--sysroot='.length)
  const sysroot =
    variables['SDKTARGETSYSROOT'] ?? variables['OECORE_TARGET_SYSROOT'] ?? option ?? undefined
  const old = new Set((before['PATH'] ?? '').split(':'))
  const path = (variables['PATH'] ?? '').split(':').filter((one) => one !== '' && !old.has(one))
  const ar = words(variables['AR'])[0]
  const ranlib = words(variables['RANLIB'])[0]
  return {
    cc,
    path,
    ...(cxx.length === 0 ? {} : { cxx }),
    ...(ar === undefined ? {} : { ar }),
    ...(ranlib === undefined ? {} : { ranlib }),
    ...(sysroot ? { sysroot } : {}),
  }
}

/** True for variables that such a script left in a shell: a plain CC alone is the user's own affair. */
export function isSdkShell(variables: Variables): boolean {
  const marks = ['SDKTARGETSYSROOT', 'OECORE_TARGET_SYSROOT', 'CONFIGURE_FLAGS']
  return marks.some((name) => variables[name] !== undefined) && variables['CC'] !== undefined
}

/** What `env -0` printed: names and values. */
export function parseNulEnvironment(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const entry of text.split('\0')) {
    const at = entry.indexOf('=')
    if (at > 0) found[entry.slice(0, at)] = entry.slice(at + 1)
  }
  return found
}

function words(text: string | undefined): readonly string[] {
  return (text ?? '').split(/\s+/).filter((word) => word !== '')
}
