/** A board of the oracle: a root file system and a CPU. */
export interface OracleBoard {
  readonly name: string
  /** Name of its root in roots.ts. */
  readonly root: string
  /** QEMU's `-cpu`; missing: this host's kernel and CPU run it, no emulator. */
  readonly cpu?: string
}

/** Roots and the CPUs that they are tried on. `native` is this host's own kernel: the truth about ELF headers. */
const CPUS: Readonly<Record<string, readonly string[]>> = {
  'bare-armel': ['arm926', 'arm926,vfp=off', 'arm1136', 'arm1176'],
  'bare-armhf': ['cortex-a7'],
  'bookworm-armel': ['arm926', 'arm1176', 'cortex-a7'],
  'trixie-armel': ['arm926', 'arm1176'],
  'bullseye-armhf': ['cortex-a8', 'cortex-a7'],
  'bookworm-armhf': ['cortex-a7', 'cortex-a8', 'cortex-a9,neon=off,vfp-d32=off', 'cortex-a15'],
  'trixie-armhf': ['cortex-a7', 'cortex-a9', 'max'],
  'musl-armhf': ['cortex-a7'],
  'bullseye-arm64': ['cortex-a53'],
  'bookworm-arm64': ['cortex-a53', 'cortex-a72', 'cortex-a76', 'max'],
  'trixie-arm64': ['cortex-a72', 'neoverse-n1'],
  'musl-arm64': ['cortex-a53'],
  'trixie-riscv64': ['sifive-u54', 'rv64', 'rv64,v=true'],
  'bare-riscv64': ['sifive-u54'],
  'bookworm-mipsel': ['24Kf'],
  'bookworm-s390x': ['qemu'],
  'bookworm-ppc64el': ['power8', 'power9', 'power10'],
  'bookworm-i386': ['native', 'pentium2', 'qemu32'],
  'bullseye-amd64': ['native'],
  'bookworm-amd64': ['native', 'qemu64', 'Nehalem', 'Haswell'],
}

/** Every board: root × CPU. */
export const BOARDS: readonly OracleBoard[] = Object.entries(CPUS).flatMap(([root, cpus]) =>
  cpus.map((cpu) => ({
    name: `${root}/${cpu}`,
    root,
    ...(cpu === 'native' ? {} : { cpu }),
  })),
)
