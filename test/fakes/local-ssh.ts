import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { quoteSh } from '../../src/core/text/quote-sh.ts'

/**
 * A program called `ssh` whose board is this machine: commands run by `loginShell` in a home folder of its own. What a board answers
 * goes through `bend`, a sed script, so that each line of it can be hostile. Gives the folder to put before PATH.
 */
export function makeLocalSsh(
  folder: string,
  options: { readonly loginShell?: string; readonly bend?: string } = {},
): { readonly bin: string; readonly home: string } {
  const [bin, home] = [join(folder, 'bin'), join(folder, 'board')]
  mkdirSync(bin, { recursive: true })
  mkdirSync(join(home, '.cache'), { recursive: true })
  const shell = options.loginShell ?? 'sh'
  const run = `env -i HOME=${quoteSh(home)} USER=pi LOGNAME=pi PATH=/usr/bin:/bin ${shell} -c "$command"`
  const bend = options.bend
  const script = `#!/bin/sh
# Settings are asked of the real one; the last word of a session is its command.
for word do case $word in -G|-O) exec /usr/bin/ssh "$@";; esac; command=$word; done
cd ${quoteSh(home)} || exit 255
${bend === undefined ? `exec ${run}` : `{ ${run}; echo $? >${quoteSh(join(folder, 'status'))}; } | sed -u ${quoteSh(bend)}; exit "$(cat ${quoteSh(join(folder, 'status'))})"`}
`
  writeFileSync(join(bin, 'ssh'), script)
  chmodSync(join(bin, 'ssh'), 0o755)
  return { bin, home }
}
