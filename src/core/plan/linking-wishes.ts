import type { SelectedBoard } from './select-boards.ts'

/** What ferry.toml and the command line say of how to link for a board, and where the board's own files can be had. */
export interface LinkingWishes {
  /** More packages of the board's distribution for the sysroot. */
  readonly packages?: readonly string[]
  /** Libraries of the board by the linker's name (`asound`), for a sysroot that is taken from the board. */
  readonly libraries?: readonly string[]
  /** `board`: the sysroot is taken from the board; else a folder of this host that holds one. */
  readonly sysroot?: string
  /** The environment script of a Yocto or Buildroot SDK. */
  readonly sdk?: string
  /** The linker, over ferry's choice. */
  readonly linker?: string
  /** The program must start with this glibc and any later one: `2.31`. */
  readonly glibc?: string
  /** SSH destination of the board, where its files can be asked for. */
  readonly from?: string
}

/** What the command line says of the kind of program, over ferry.toml. */
export interface BuildWishes {
  /** `--glibc`: the program must start with this glibc and any later one. */
  readonly glibc?: string
  /** `--static`: a program that needs no libc of the board. */
  readonly static?: true
}

/** The wishes for a board: its part of ferry.toml, and what the command line says over it. */
export function toLinkingWishes(
  { config, destination }: SelectedBoard,
  over: BuildWishes = {},
): LinkingWishes {
  const { packages, libraries, sysroot, sdk, linker, glibc } = config ?? {}
  return {
    ...(packages && { packages }),
    ...(libraries && { libraries }),
    ...(sysroot === undefined ? {} : { sysroot }),
    ...(sdk === undefined ? {} : { sdk }),
    ...(linker === undefined ? {} : { linker }),
    ...(glibc === undefined ? {} : { glibc }),
    ...(over.glibc === undefined ? {} : { glibc: over.glibc }),
    ...(destination.startsWith('facts:') ? {} : { from: destination }),
  }
}
