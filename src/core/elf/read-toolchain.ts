import { decodeText } from '../bytes/decode-text.ts'
import type { ToolchainHints } from './elf-facts.ts'

/** The distinct strings of `.comment`. */
export function readComment(bytes: Uint8Array): readonly string[] {
  const lines = decodeText(bytes)
    .split('\0')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return [...new Set(lines)].slice(0, 64)
}

/** Which tools made the file, by the strings that they leave in `.comment`: `rustc version 1.85.0 (…)`, `GCC: (…) 12.2.0`, `Linker: LLD 19.1.7`. */
export function toolchainOf(comment: readonly string[]): ToolchainHints {
  const rustc = comment
    .map((line) => /^rustc version (\d+\.\d+\.\d+\S*)/.exec(line)?.[1])
    .find((version) => version !== undefined)
  const compilers = comment.filter((line) => !line.startsWith('rustc version'))
  return rustc === undefined ? { compilers } : { rustc, compilers }
}
