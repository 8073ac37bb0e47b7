import type { Plugin } from 'rolldown'

/**
 * Writes the bundle in ASCII, every other character of its strings, templates and patterns as `\uXXXX` (of two halves where need be, which
 * only a pattern without `u` would read otherwise). V8 then keeps the source as one byte a character and has nothing to decode.
 */
export function asciiOnly(): Plugin {
  return {
    name: 'ascii-only',
    generateBundle: (_, bundle) => {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue
        chunk.code = chunk.code.replaceAll(/[^\0-\x7f]/g, (unit) => {
          return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
        })
      }
    },
  }
}
