import { decodeText } from '../bytes/decode-text.ts'

const magics: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x4d, 0x5a], 'a Windows program'],
  [[0xfe, 0xed, 0xfa, 0xce], 'a macOS program'],
  [[0xfe, 0xed, 0xfa, 0xcf], 'a macOS program'],
  [[0xce, 0xfa, 0xed, 0xfe], 'a macOS program'],
  [[0xcf, 0xfa, 0xed, 0xfe], 'a macOS program'],
  [[0xca, 0xfe, 0xba, 0xbe], 'a macOS universal program or a Java class'],
  [[0x00, 0x61, 0x73, 0x6d], 'a WebAssembly module'],
  [[0x42, 0x43, 0xc0, 0xde], 'LLVM bitcode'],
  [[0x21, 0x3c, 0x61, 0x72, 0x63, 0x68, 0x3e, 0x0a], 'an archive of object files (.a or .rlib)'],
  [[0x21, 0x3c, 0x74, 0x68, 0x69, 0x6e, 0x3e, 0x0a], 'a thin archive of object files'],
  [[0x1f, 0x8b], 'a gzip archive'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'a zstd archive'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'an xz archive'],
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive'],
]

/** What a file that is not ELF is, by its first bytes, in words that follow "it is". */
export function guessFileKind(head: Uint8Array, size: number): string {
  if (size === 0) return 'empty'
  const known = magics.find(([bytes]) => bytes.every((byte, i) => head[i] === byte))
  if (known) return known[1]
  const start = decodeText(head.subarray(0, 256))
  if (start.startsWith('#!')) {
    const line = start.slice(2).split('\n', 1)[0] ?? ''
    // A carriage return is part of the name for Linux (fs/binfmt_script.c), so nothing is found by it.
    const windows = line.endsWith('\r') ? ' with Windows line ends' : ''
    return `a script for ${
      line
        .trim()
        .replace(/[^\x20-\x7e]/g, '?')
        .slice(0, 60) || 'nothing'
    }${windows}`
  }
  if (start.startsWith('version https://git-lfs.')) return 'a Git LFS pointer (run git lfs pull)'
  if (head[0] === 0x7f && start.slice(1, 4) === 'ELF') return 'the first bytes of an ELF file'
  if (head.every((byte) => byte === 0)) return 'nothing but zero bytes'
  const printable = head.every((b) => b === 9 || b === 10 || b === 13 || (b >= 32 && b !== 127))
  return printable ? 'text' : 'data of an unknown kind'
}
