/**
 * A path of an archive as parts below the folder where it is unpacked: `./usr//lib/` → [`usr`, `lib`].
 * Undefined where it leads out (`..`), or holds a NUL. A leading slash is dropped, as tar does.
 */
export function readSafePath(path: string): readonly string[] | undefined {
  if (path.includes('\0')) return undefined
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  return parts.includes('..') ? undefined : parts
}
