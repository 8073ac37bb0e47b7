/**
 * How one binary of the matrix is made. In words of commands, `@/` stands for the folder of the
 * sources (test/oracle), `%out` for the binary, `%dir` for a folder of its own beside it, `%zig` and `%lld` for those programs.
 */
export interface BinaryRecipe {
  readonly name: string
  /** Run one after the other; the last one makes `%out`. */
  readonly commands: readonly (readonly string[])[]
  /** Instead of commands: a change of another binary. */
  readonly change?: { readonly of: string; readonly edit: string }
  /** Instead of commands: `ferry build` of a project of test/oracle (default: rust) for a board of the oracle, with more words for cargo. */
  readonly rust?: {
    readonly board: string
    readonly words: readonly string[]
    readonly project?: 'ring'
  }
  /** Instead of commands: a copy of a committed fixture. */
  readonly text?: string
  /** Shipped beside the program: file name → made as `%dir/NAME`. */
  readonly beside?: readonly string[]
  /** Only a real kernel tells: QEMU's own loader of programs answers otherwise than Linux. Left out on emulated boards. */
  readonly kernelOnly?: boolean
  /** The instructions are always run and the attributes tell nothing of them: only a deep look can see it. */
  readonly deep?: boolean
}

/** A binary made by one compiler call. */
export function compile(
  name: string,
  compiler: readonly string[],
  source: string,
  flags: readonly string[] = [],
): BinaryRecipe {
  return {
    name,
    commands: [[...compiler, '-O2', ...flags, `@/${source}`, '-o', '%out']],
  }
}

/** A program that asks a library for a symbol, linked against a stub that is not shipped. */
export function stubbed(
  name: string,
  compiler: readonly string[],
  library: { readonly soname: string; readonly symbol: string; readonly version?: string },
  flags: readonly string[] = [],
): BinaryRecipe {
  const { soname, symbol, version } = library
  const define = `-DSYMBOL=${symbol}`
  const script = version === undefined ? [] : [`-Wl,--version-script=%dir/map`]
  const writeMap = [
    'sh',
    '-c',
    `printf '%s' "$1" > "$2"`,
    'sh',
    `${version} { global: *; };\n`,
    '%dir/map',
  ]
  return {
    name,
    commands: [
      ...(version === undefined ? [] : [writeMap]),
      [
        ...compiler,
        ...flags,
        '-shared',
        '-fPIC',
        define,
        ...script,
        `-Wl,-soname,${soname}`,
        '@/stub.c',
        '-o',
        `%dir/${soname}`,
      ],
      [...compiler, '-O2', ...flags, define, '@/needs.c', `%dir/${soname}`, '-o', '%out'],
    ],
  }
}
