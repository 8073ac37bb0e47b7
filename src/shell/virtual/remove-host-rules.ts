import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { hostRulePrefix } from '../../core/plan/virtual-board.ts'

const RULES = '/proc/sys/fs/binfmt_misc'

/** Takes back rules for the whole host that a board left behind when it was killed; where there are none, nothing happens. */
export async function removeHostRules(name: string): Promise<void> {
  const prefix = hostRulePrefix(name)
  const rules = await readdir(RULES).catch(() => [])
  for (const rule of rules) {
    // `pi` must not take those of `pi-4`: behind the prefix stands a machine.
    if (rule.startsWith(prefix) && /^[a-z0-9_]+$/.test(rule.slice(prefix.length))) {
      await writeFile(join(RULES, rule), '-1').catch(() => undefined)
    }
  }
}
