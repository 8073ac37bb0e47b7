import { quoteSh } from '../text/quote-sh.ts'
import { FINGERPRINT } from './probe-script.ts'

/** Written when the board is updated: what a fingerprint has times and sizes of. */
export const FINGERPRINT_FILES: string =
  '/etc/os-release /etc/ld.so.cache /var/lib/dpkg/status /lib/apk/db/installed /usr/lib/opkg/status /var/lib/rpm /lib/modules'

/** Small files whose first line is part of a fingerprint. */
export const FINGERPRINT_LINES: string =
  '/etc/machine-id /proc/sys/kernel/osrelease /proc/sys/kernel/hostname /etc/debian_version /proc/device-tree/model /sys/firmware/devicetree/base/model'

/**
 * A command that is true where the board still has this fingerprint. In a subshell: it changes nothing for what follows. `reference`, as sh
 * words it (`"$f"`), is a file that was put there when the fingerprint was true: where it is newer than all that an update of the board writes,
 * no program is started for the answer, which saves an emulated or old board some 50 ms.
 */
export function planIsSame(fingerprint: string, reference?: string): string {
  const whole = `(LC_ALL=C; export LC_ALL
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin
${FINGERPRINT}
[ "$F" = ${quoteSh(fingerprint)} ])`
  const rest = reference === undefined ? undefined : afterFiles(fingerprint)
  return rest === undefined || reference === undefined
    ? whole
    : `{ ${planQuickLook(rest, reference)} || ${whole}; }`
}

/** Builtins alone; `-nt` is none of POSIX before 2024, and where a shell has not got it, the answer is no. Names that no program's environment has. */
function planQuickLook(rest: string, reference: string): string {
  const [s, k, v, w] = ['ferry_s', 'ferry_k', 'ferry_v', 'ferry_w']
  return `{ ${s}=; while read -r ${k} ${v} ${w}; do if [ "$${k}" = Uid: ]; then ${s}=$${v}; break; fi; done </proc/self/status 2>/dev/null
${s}="$${s} $HOME $SHELL"
for ${k} in ${FINGERPRINT_LINES}; do if [ -r $${k} ]; then IFS= read -r ${v} <$${k}; ${s}="$${s}
$${v}"; fi; done 2>/dev/null
for ${k} in ${FINGERPRINT_FILES}; do if [ -e $${k} ] && ! [ ${reference} -nt $${k} ]; then ${s}=; fi; done 2>/dev/null
[ "$${s}" = ${quoteSh(rest)} ]; }`
}

/** What follows the list of files in a fingerprint: user, home folder, login shell; one line of each small file. */
function afterFiles(fingerprint: string): string | undefined {
  const lines = fingerprint.split('\n')
  const listed = lines.findLastIndex((line) => /^[-dl][-r][-w]/.test(line))
  const last = lines[Math.max(0, listed)] ?? ''
  if (listed < 0) return last.startsWith(' ') ? fingerprint.slice(1) : undefined
  const end = FINGERPRINT_FILES.split(' ')
    .map((file) => ({ file, at: last.indexOf(` ${file} `) }))
    .find(({ at }) => at >= 0)
  if (!end) return undefined
  return [last.slice(end.at + end.file.length + 2), ...lines.slice(listed + 1)].join('\n')
}
