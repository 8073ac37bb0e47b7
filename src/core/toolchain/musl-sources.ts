/** One object of musl: its source below the source tree, and its name in libc.a. */
export interface MuslObject {
  readonly source: string
  readonly object: string
}

/**
 * What goes into libc.a, as musl's Makefile has it: all of src/<dir>/*.c, the chosen malloc, the 32-bit time functions
 * of 32-bit machines; a file of the machine's own folder takes the place of the general one of the same name.
 * `paths` are all files of the source tree; `arch` is musl's name of the machine (`arm`).
 */
export function chooseMuslSources(
  paths: readonly string[],
  arch: string,
  options: { readonly time32: boolean },
): readonly MuslObject[] {
  const general = paths.filter(
    (path) =>
      /^src\/[^/]+\/[^/]+\.c$/.test(path) ||
      /^src\/malloc\/mallocng\/[^/]+\.c$/.test(path) ||
      (options.time32 && /^compat\/time32\/[^/]+\.c$/.test(path)),
  )
  const own = paths.filter((path) => new RegExp(`^src/[^/]+/${arch}/[^/]+\\.[csS]$`).test(path))
  const replaced = new Set(own.map((path) => stem(path.replace(`/${arch}/`, '/'))))
  return [...general.filter((path) => !replaced.has(stem(path))), ...own]
    .toSorted()
    .map((source) => ({ source, object: `${stem(source).replaceAll('/', '_')}.o` }))
}

function stem(path: string): string {
  return path.replace(/\.[^./]+$/, '')
}

/**
 * bits/alltypes.h from the machine's and the general `alltypes.h.in` (tools/mkalltypes.sed of musl):
 * `TYPEDEF type name;`, `STRUCT name { … };` and `UNION name { … };` each between their own guards.
 */
export function formatAllTypes(machine: string, general: string): string {
  return `${machine}\n${general}`
    .split('\n')
    .map((line) => {
      const type = /^TYPEDEF (.*) ([^ ]*);$/.exec(line)
      if (type) return guard(type[2] ?? '', `typedef ${type[1]} ${type[2]};`)
      const aggregate = /^(STRUCT|UNION) *([^ ]*) (.*);$/.exec(line)
      if (!aggregate) return line
      const [, kind = '', name = '', body = ''] = aggregate
      return guard(`${kind.toLowerCase()}_${name}`, `${kind.toLowerCase()} ${name} ${body};`)
    })
    .join('\n')
}

function guard(name: string, text: string): string {
  const [needed, defined] = [`__NEED_${name}`, `__DEFINED_${name}`]
  return `#if defined(${needed}) && !defined(${defined})\n${text}\n#define ${defined}\n#endif\n`
}

/** bits/syscall.h: the machine's numbers as `__NR_…`, and the same as `SYS_…`. */
export function formatSyscalls(machine: string): string {
  const again = machine.split('\n').filter((line) => line.includes('__NR_'))
  return `${machine}\n${again.map((line) => line.replace('__NR_', 'SYS_')).join('\n')}\n`
}
