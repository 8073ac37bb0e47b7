import type { ElfFacts } from '../core/elf/elf-facts.ts'
import type { World } from '../ports/world.ts'

/** A library of this host that the program finds beside itself. */
export interface ShippedLibrary {
  readonly soname: string
  readonly path: string
}

/** The needed libraries that lie where `$ORIGIN` of RPATH or RUNPATH points to on this host (ld.so(8), "Dynamic string tokens"). */
export async function findShipped(
  world: Pick<World, 'files'>,
  path: string,
  elf: ElfFacts,
): Promise<readonly ShippedLibrary[]> {
  const origin = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.'
  // DT_RPATH is not looked at where DT_RUNPATH is there (gABI, "Shared Object Dependencies").
  const search = elf.runpath.length > 0 ? elf.runpath : elf.rpath
  const folders = search
    .filter((folder) => /^\$(ORIGIN|\{ORIGIN\})/.test(folder))
    .map((folder) => folder.replace(/\$(ORIGIN|\{ORIGIN\})/g, origin))
  const found: ShippedLibrary[] = []
  for (const soname of elf.needed.filter((name) => !name.includes('/'))) {
    for (const folder of folders) {
      const candidate = `${folder}/${soname}`
      if ((await world.files.realpath(candidate)) === undefined) continue
      found.push({ soname, path: candidate })
      break
    }
  }
  return found
}
