/** Sonames that glibc itself installs: they count by the libc's version, not by a list (glibc, shlib-versions; Debian package libc6). */
const glibcSonames =
  /^(lib(c|m|pthread|dl|rt|util|resolv|anl|nsl|crypt|BrokenLocale|thread_db|mvec|nss_\w+)\.so\.\d+(\.\d+)?|ld-linux[\w-]*\.so\.\d|ld(64)?\.so\.\d)$/

/** libcrypt and libnsl left glibc (2.38 and 2.32) and come in packages of their own. */
const gone = /^lib(crypt|nsl)\.so/

/** True for a library that comes with glibc, whatever its version. */
export function isGlibcSoname(soname: string): boolean {
  return glibcSonames.test(soname) && !gone.test(soname)
}

/** musl's loader takes these names for itself (musl, ldso/dynlink.c, load_library: "libc.", "libpthread." …). */
export function isMuslSoname(soname: string): boolean {
  return /^(lib(c|pthread|rt|m|dl|util|xnet)\.|libc\.musl-|ld-musl-)/.test(soname)
}

/** True for a library that the board's libc brings along. */
export function isLibcSoname(soname: string, libc: string): boolean {
  if (libc === 'glibc') return isGlibcSoname(soname)
  if (libc === 'musl') return isMuslSoname(soname)
  if (libc === 'bionic') return /^lib(c|m|dl|log|android|z)\.so$/.test(soname)
  return /^(lib(c|m|pthread|dl|rt|util|resolv|crypt|nsl)\.so\.[01]|ld-uClibc\.so\.[01]|ld64-uClibc\.so\.[01])$/.test(
    soname,
  )
}
