import type { JudgeContext } from '../judge-context.ts'
import type { Remark } from '../remark.ts'

const mostGuilty = 32

/**
 * elf/symbol-missing: functions or variables that no library of the board defines ("undefined
 * symbol: …", "symbol lookup error"). One that is looked up at the start ends it for certain; one
 * that is bound at its first call ends the program there (ld.so(8), LD_BIND_NOW).
 */
export function judgeSymbols({ options }: JudgeContext): readonly Remark[] {
  const missing = options.missingSymbols
  if (!missing) return []
  const of = (when: 'start' | 'call'): readonly string[] =>
    missing.symbols
      .filter((symbol) => symbol.when === when)
      .map(({ name, version }) => (version === undefined ? name : `${name}@${version}`))
  return (['start', 'call'] as const).flatMap((when): readonly Remark[] => {
    const symbols = of(when)
    const [first] = symbols
    if (first === undefined) return []
    const isCertain = when === 'start' && missing.whole
    return [
      {
        code: 'elf/symbol-missing',
        severity: isCertain ? 'error' : 'warning',
        args: { known: missing.whole, when, searched: missing.searched, count: symbols.length },
        need: first,
        got: `not in ${missing.searched.join(', ')}`,
        guilty: symbols.slice(0, mostGuilty),
      },
    ]
  })
}
