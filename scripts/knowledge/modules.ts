import { boardModules } from './boards.ts'
import { cpusModule } from './cpus.ts'
import { socQuirksModule } from './soc-quirks.ts'
import { targetMinimumsModule } from './target-minimums.ts'
import { linkersModule, osLibcModule, rustTargetsModule } from './targets.ts'

/** File name under src/core/knowledge → its text. */
export function knowledgeModules(): Readonly<Record<string, string>> {
  return {
    ...boardModules(),
    'cpus.ts': cpusModule(),
    'linkers.ts': linkersModule(),
    'os-libc.ts': osLibcModule(),
    'rust-targets.ts': rustTargetsModule(),
    'soc-quirks.ts': socQuirksModule(),
    'target-minimums.ts': targetMinimumsModule(),
  }
}
