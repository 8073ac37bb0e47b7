/** What rustc says of a target: `unix` → [], `target_arch` → [`arm`], `target_feature` → several. */
export type CfgValues = Readonly<Record<string, readonly string[]>>

/**
 * Does a `cfg(…)` key of `[target.'cfg(…)']` hold? Undefined for text of another form
 * (Rust reference, "Conditional compilation": all, any, not, name, name = "value").
 */
export function evaluateCfg(text: string, values: CfgValues): boolean | undefined {
  const inner = /^\s*cfg\s*\((.*)\)\s*$/s.exec(text)?.[1]
  if (inner === undefined) return undefined
  const tokens = inner.match(/"[^"]*"|[A-Za-z_][A-Za-z0-9_]*|[(),=]|\S/g) ?? []
  const reader = makeReader(tokens, values)
  const result = reader.predicate(0)
  return reader.done() ? result : undefined
}

function makeReader(
  tokens: readonly string[],
  values: CfgValues,
): { predicate(depth: number): boolean | undefined; done(): boolean } {
  let at = 0
  const take = (token: string): boolean => {
    if (tokens[at] !== token) return false
    at++
    return true
  }
  const list = (depth: number): readonly (boolean | undefined)[] | undefined => {
    const found: (boolean | undefined)[] = []
    while (!take(')')) {
      found.push(predicate(depth + 1))
      if (!take(',') && tokens[at] !== ')') return undefined
    }
    return found
  }
  const predicate = (depth: number): boolean | undefined => {
    const name = tokens[at++]
    if (depth > 64 || name === undefined || !/^[A-Za-z_]/.test(name)) return undefined
    if (take('=')) {
      const value = tokens[at++] ?? ''
      return value.startsWith('"')
        ? (values[name]?.includes(value.slice(1, -1)) ?? false)
        : undefined
    }
    if (!take('(')) return name === 'true' || (name !== 'false' && values[name] !== undefined)
    const items = list(depth)
    if (!items || items.includes(undefined)) return undefined
    if (name === 'all') return items.every(Boolean)
    if (name === 'any') return items.some(Boolean)
    return name === 'not' && items.length === 1 ? !items[0] : undefined
  }
  return { predicate, done: () => at >= tokens.length }
}

/** The cfg values that follow from a target's ABI; features are not among them. */
export function cfgOfTarget(
  target: string,
  abi: {
    readonly machine: string
    readonly bits: number
    readonly endian: string
    readonly libc: string
  },
): CfgValues {
  const arch =
    { 'x86-64': 'x86_64', i386: 'x86', riscv: `riscv${abi.bits}`, loongarch: 'loongarch64' }[
      abi.machine
    ] ?? abi.machine
  const vendor = target.split('-').length === 4 ? (target.split('-')[1] ?? 'unknown') : 'unknown'
  return {
    unix: [],
    target_arch: [arch],
    target_os: ['linux'],
    target_family: ['unix'],
    target_env: [abi.libc === 'musl' ? 'musl' : 'gnu'],
    target_vendor: [vendor],
    target_pointer_width: [String(abi.bits)],
    target_endian: [abi.endian],
  }
}
