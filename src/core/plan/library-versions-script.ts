import { quoteSh } from '../text/quote-sh.ts'
import { SECTION } from './probe-script.ts'

/** Versions that are asked of a library of the board. */
export interface WantedVersions {
  /** soname */
  readonly library: string
  /** Where it lies on the board. */
  readonly path: string
  readonly versions: readonly string[]
}

/**
 * Which of these version names stand in the libraries of the board: a version that a library
 * defines is a string of its .dynstr. One POSIX sh script; `tr` and `grep` do the work. A library
 * that cannot be read, or a board without those tools, gives no section.
 */
export function planLibraryVersions(wanted: readonly WantedVersions[]): string {
  const questions = wanted.map(({ library, path, versions }) => {
    const names = versions.map((version) => `-e ${quoteSh(version)}`).join(' ')
    const file = quoteSh(path)
    return `if [ -r ${file} ]; then printf '%s\\n' ${quoteSh(`${SECTION}versions ${library}`)}; tr -cs 'A-Za-z0-9_.+-' '\\n' <${file} | grep -x -F ${names}; fi`
  })
  return `LC_ALL=C; export LC_ALL
if command -v tr >/dev/null && command -v grep >/dev/null; then
${questions.join('\n')}
echo ${quoteSh(`${SECTION}end`)}
fi`
}
