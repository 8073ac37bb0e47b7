/** The pieces of a target's name. A piece that the name leaves out is an empty string. */
export interface TargetParts {
  readonly arch: string
  readonly vendor: string
  readonly os: string
  readonly env: string
}

const SYSTEMS =
  /^(linux|none|windows|darwin|nuttx|freebsd|netbsd|openbsd|android|wasi|wasip[123]|uefi|elf)/

/** `armv7-unknown-linux-gnueabihf` → four pieces; three-piece names leave the vendor (`aarch64-linux-android`) or the environment (`x86_64-apple-darwin`) out. */
export function parseTargetParts(name: string): TargetParts {
  const [arch = '', second = '', third = '', ...rest] = name.split('-')
  if (rest.length > 0) return { arch, vendor: second, os: third, env: rest.join('-') }
  if (third === '')
    return SYSTEMS.test(second) || second === ''
      ? { arch, vendor: '', os: second, env: '' }
      : { arch, vendor: second, os: '', env: '' }
  if (SYSTEMS.test(second)) return { arch, vendor: '', os: second, env: third }
  return { arch, vendor: second, os: third, env: '' }
}
