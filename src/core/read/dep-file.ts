/**
 * The files that a program was built from, by the `.d` file that cargo puts beside it (Cargo book, "Build cache", dep-info files): `program: file file …`,
 * blanks in names behind a backslash. Empty where the text is none. Never throws.
 */
export function parseDepFile(text: string): readonly string[] {
  const files = new Set<string>()
  for (const line of text.split(/\r?\n/)) {
    // `C:\…` has a colon, too: the one that counts has a blank behind it.
    const at = line.indexOf(': ')
    if (at < 0) continue
    for (const word of line.slice(at + 2).match(/(?:\\ |[^ ])+/g) ?? [])
      files.add(word.replaceAll('\\ ', ' '))
  }
  return [...files]
}
