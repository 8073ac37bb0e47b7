/** What a kernel module needs first. */
export interface ModuleNeeds {
  /** It cannot be loaded without them. */
  readonly depends: readonly string[]
  /** It asks for them by name at run time. */
  readonly before: readonly string[]
}

/** The needs that a module states in its section .modinfo (kernel/module, `MODULE_INFO`): strings that end in NUL. `text`: its bytes as latin1. */
export function readModuleNeeds(text: string): ModuleNeeds {
  const depends = /\0depends=([^\0]*)\0/.exec(text)?.[1] ?? ''
  const before = [...text.matchAll(/\0softdep=pre: ([^\0]*?)(?: post:[^\0]*)?\0/g)].flatMap(
    (match) => (match[1] ?? '').split(' '),
  )
  return { depends: depends.split(',').filter(Boolean), before: before.filter(Boolean) }
}

/**
 * The modules to load for `wanted`, each behind what it needs. `needsOf` gives undefined for names that are no module
 * (built in, or not there); a wanted or needed one that is not `builtin` either is in `missing`.
 */
export function orderModules(
  wanted: readonly string[],
  needsOf: (name: string) => ModuleNeeds | undefined,
  builtin: ReadonlySet<string>,
): { readonly order: readonly string[]; readonly missing: readonly string[] } {
  const order = new Set<string>()
  const missing = new Set<string>()
  const seen = new Set<string>()
  const add = (raw: string, must: boolean): void => {
    const name = moduleName(raw)
    const needs = needsOf(name)
    if (!needs && must && !builtin.has(name)) missing.add(name)
    if (!needs || seen.has(name)) return
    seen.add(name)
    for (const other of needs.before) add(other, false)
    for (const other of needs.depends) add(other, true)
    order.add(name)
  }
  for (const name of wanted) add(name, true)
  return { order: [...order], missing: [...missing] }
}

/** A module's name as the kernel has it: `virtio-blk.ko.xz` and `kernel/…/virtio_blk.ko` are `virtio_blk`. */
export function moduleName(path: string): string {
  const file = path.slice(path.lastIndexOf('/') + 1)
  return file.replace(/\.ko(?:\.\w+)?$/, '').replaceAll('-', '_')
}
