import { quoteSh } from '../text/quote-sh.ts'

/** A sysroot, as pkg-config needs it: its path and its folders of libraries, from there. */
export interface PkgConfigSysroot {
  readonly path: string
  readonly libraryFolders: readonly string[]
}

/** Value for PKG_CONFIG_LIBDIR, which replaces pkg-config's own folders (pkg-config(1)): those of the sysroot alone. */
export function formatPkgConfigFolders({ path, libraryFolders }: PkgConfigSysroot): string {
  const folders = libraryFolders.map((folder) => `${path}/${folder}/pkgconfig`)
  return [...folders, `${path}/usr/share/pkgconfig`].join(':')
}

/**
 * Text of a POSIX sh script, a pkg-config that finds no library of the host whoever calls it: CMake and configure scripts
 * do not read the variables with a target in their names, which the crate pkg-config reads.
 */
export function planPkgConfigScript(sysroot: PkgConfigSysroot): string {
  return `#!/bin/sh
# Made by ferry: knows the libraries of a sysroot of the board alone. Do not edit.
PKG_CONFIG_LIBDIR=${quoteSh(formatPkgConfigFolders(sysroot))}
PKG_CONFIG_SYSROOT_DIR=${quoteSh(sysroot.path)}
PKG_CONFIG_PATH=
export PKG_CONFIG_LIBDIR PKG_CONFIG_SYSROOT_DIR PKG_CONFIG_PATH
exec pkg-config "$@"
`
}
