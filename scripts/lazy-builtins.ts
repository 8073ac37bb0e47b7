import { builtinModules } from 'node:module'

import type { Plugin } from 'rolldown'

const PREFIX = '\0builtin:'

/**
 * Loads Node's own modules when the code that imports them is first run, not when the bundle starts:
 * `import { request } from 'node:http'` becomes a virtual module around `process.getBuiltinModule`
 * (Node 20.16 and later), which rolldown evaluates with the module that needs it.
 */
export function lazyBuiltins(): Plugin {
  return {
    name: 'lazy-builtins',
    resolveId: {
      filter: { id: /^node:/ },
      handler: (id) => ({ id: PREFIX + id, moduleSideEffects: false }),
    },
    load: {
      // oxlint-disable-next-line no-control-regex -- rollup's convention for virtual modules
      filter: { id: /^\0builtin:/ },
      handler: async (id) => {
        const name = id.slice(PREFIX.length)
        if (!builtinModules.includes(name.slice('node:'.length))) return undefined
        const names = Object.keys((await import(name)) as object).filter((key) => key !== 'default')
        return [
          `const builtin = /* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(name)})`,
          'export default builtin',
          ...names.map((key) => `export const ${key} = builtin.${key}`),
        ].join('\n')
      },
    },
  }
}
