/**
 * Text of a linker script (`libc.so`) with absolute paths made bare names, so that any linker finds
 * them in its search folders instead of on the host (GNU ld manual, "Commands dealing with files":
 * a name without a slash is searched for). Text without such paths comes back as it was.
 */
export function repairLinkerScript(text: string): string {
  return text.replaceAll(
    /(^|[\s(,"])\/(?:usr\/)?lib(?:32|64|x32)?\/(?:[^\s)",]*\/)?([^\s)",/]+)/g,
    '$1$2',
  )
}

/** True for the first bytes of a GNU linker script. */
export function looksLikeLinkerScript(head: string): boolean {
  return /^\s*\/\* GNU ld script|^\s*(?:OUTPUT_FORMAT|GROUP|INPUT)\s*\(/.test(head)
}

/**
 * The relative form of an absolute symbolic link inside a sysroot.
 * `usr/lib/arm-linux-gnueabihf/libm.so`, `/lib/arm-linux-gnueabihf/libm.so.6` →
 * `../../../lib/arm-linux-gnueabihf/libm.so.6`. `path` is given from the sysroot, without a leading slash.
 */
export function toRelativeLink(path: string, target: string): string {
  const up = path.split('/').length - 1
  return `${'../'.repeat(up)}${target.replace(/^\/+/, '')}` || '.'
}
