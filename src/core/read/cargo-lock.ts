/** One `[[package]]` of a Cargo.lock. */
export interface LockedPackage {
  readonly name: string
  readonly version: string
  /** Names of what it depends on, without their versions. */
  readonly dependencies: readonly string[]
}

/**
 * The packages of a Cargo.lock. cargo writes the file itself and always in the same form, so it is
 * read line by line: a lock file of a thousand packages takes a millisecond, a TOML parser fifty.
 */
export function parseCargoLock(text: string): readonly LockedPackage[] {
  const packages: LockedPackage[] = []
  for (const block of text.split(/^\[\[package\]\]\r?$/m).slice(1)) {
    const name = /^name = "([^"\n]*)"/m.exec(block)?.[1]
    const version = /^version = "([^"\n]*)"/m.exec(block)?.[1]
    if (name === undefined) continue
    const list = /^dependencies = \[([^\]]*)\]/m.exec(block)?.[1] ?? ''
    const dependencies = [...list.matchAll(/"([^" \n]+)[^"\n]*"/g)].map((match) => match[1] ?? '')
    packages.push({ name, version: version ?? '', dependencies })
  }
  return packages
}

/** Crates whose part in a build script means that C or C++ is compiled, or a C library is looked for. */
const builders = {
  c: ['cc', 'gcc', 'cmake', 'autotools', 'nasm-rs'],
  cxx: ['cmake', 'cxx-build', 'cpp_build', 'autocxx-build'],
  surelyCxx: ['cxx-build', 'cpp_build', 'autocxx-build', 'link-cplusplus'],
  bindgen: ['bindgen'],
  pkgConfig: ['pkg-config', 'system-deps', 'vcpkg'],
} as const

/** What a dependency graph may need beside Rust: the crates that ask for it, by kind. */
export interface NativeNeeds {
  readonly c: readonly string[]
  readonly cxx: readonly string[]
  /** Those of them that hold C++ for certain; what uses the crate cc or cmake may. */
  readonly surelyCxx: readonly string[]
  readonly bindgen: readonly string[]
  readonly pkgConfig: readonly string[]
}

/** The packages that depend on a crate which compiles C, makes bindings, or looks for libraries. */
export function findNativeNeeds(packages: readonly LockedPackage[]): NativeNeeds {
  const users = (names: readonly string[]): readonly string[] => [
    ...new Set(
      packages
        .filter(
          ({ name, dependencies }) =>
            !isBuilder(name) && dependencies.some((d) => names.includes(d)),
        )
        .map(({ name }) => name),
    ),
  ]
  return {
    c: users(builders.c),
    cxx: users(builders.cxx),
    surelyCxx: users(builders.surelyCxx),
    bindgen: users(builders.bindgen),
    pkgConfig: users(builders.pkgConfig),
  }
}

function isBuilder(name: string): boolean {
  return Object.values(builders).some((names) => (names as readonly string[]).includes(name))
}
