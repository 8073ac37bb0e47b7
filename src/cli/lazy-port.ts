/**
 * A port whose module is loaded at the first call, so that commands that do not need it start sooner.
 * For ports whose every member is a method that gives a promise.
 */
export function lazyPort<port extends object>(load: () => Promise<port>): port {
  let loading: Promise<port> | undefined
  return new Proxy({} as port, {
    get: (_, name) => {
      if (typeof name === 'symbol' || name === 'then') return undefined
      return async (...args: unknown[]): Promise<unknown> => {
        const real = (await (loading ??= load())) as Record<string, (...args: unknown[]) => unknown>
        const method = real[name]
        if (!method) throw new TypeError(`no such method: ${name}`)
        return method(...args)
      }
    },
  })
}
