import { quoteSh } from '../text/quote-sh.ts'
import { SECTION } from './probe-script.ts'

/** Which of these libraries lie in which of these folders of the board: one POSIX sh script that starts no program. Links that lead nowhere do not count. */
export function planFindLibraries(folders: readonly string[], sonames: readonly string[]): string {
  return `for d in ${folders.map(quoteSh).join(' ')}; do for n in ${sonames.map(quoteSh).join(' ')}; do
if [ -f "$d/$n" ] && [ -r "$d/$n" ]; then printf '%s\\n' "$d/$n"; fi
done; done
echo ${quoteSh(`${SECTION}end`)}`
}
