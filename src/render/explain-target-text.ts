import type { TargetExplanation } from '../core/target/explain-target.ts'
import { escapeControls } from '../core/text/escape-controls.ts'
import type { Paint } from './paint.ts'
import { wrapLines } from './wrap-lines.ts'

/** `ferry explain TARGET` as text. */
export function renderTargetExplanation(e: TargetExplanation, paint: Paint): string {
  const lines: string[] = []
  if (!e.exists)
    lines.push(`rustc has no target called ${paint('bold', escapeControls(e.input))}. You mean:`)
  lines.push(paint('bold', e.target) + (e.description ? `  ${e.description}` : ''), '')
  const width = Math.max(...e.pieces.map(({ text }) => text.length))
  for (const { text, means } of e.pieces)
    lines.push(`  ${paint('cyan', text.padEnd(width))}  ${means}`)
  lines.push('', ...rows(facts(e)))
  if (e.linkers.length > 0)
    lines.push('', 'A linker for it (ferry needs none of these):', ...linkers(e))
  if (e.why.length > 0)
    lines.push('', ...e.why.map((why) => `${paint('yellow', '•')} ${escapeControls(why)}`))
  if (e.alternatives.length > 0) lines.push('', 'Or:')
  for (const { target, when } of e.alternatives)
    lines.push(`  ${paint('bold', target)}`, `    when ${when}`)
  if (e.boards) lines.push('', `Boards that fit: ${e.boards.join(', ')}${more(e)}.`)
  return `${wrapLines(lines.join('\n'))}\n`
}

function facts(e: TargetExplanation): readonly (readonly [string, string])[] {
  const { cpu, libc } = e
  const float = cpu.floatAbi === undefined ? '' : `, float ABI ${cpu.floatAbi}`
  const on = cpu.features.length === 0 ? '' : `; features ${cpu.features.join(' ')}`
  const list: [string, string][] = [
    ['cpu', `${cpu.isa}, ${cpu.bits}-bit, ${cpu.endian}-endian${float}${on}`],
  ]
  if (libc)
    list.push([
      'libc',
      `${libc.kind}${libc.minimum === undefined ? '' : libc.kind === 'glibc' ? ` ${libc.minimum} or later` : ` (std brings ${libc.minimum})`}${libc.static ? ', static by default' : ''}`,
    ])
  if (e.minimumKernel !== undefined) list.push(['kernel', `${e.minimumKernel} or later`])
  if (e.interpreter !== undefined)
    list.push([
      'interpreter',
      `${e.interpreter}${libc?.static === true ? ' (dynamic programs alone)' : ''}`,
    ])
  list.push(['tier', `${e.tier}${e.hostTools ? ', rustc itself runs there' : ''}`])
  list.push(['std', STD[e.stdFrom].replace('TARGET', e.target)])
  if (e.atomics.maxBits !== undefined) list.push(['atomics', `up to ${e.atomics.maxBits} bits`])
  if (e.linker !== undefined) list.push(['linker', `${e.linker}  (${e.linkerVariable})`])
  return list
}

const STD = {
  rustup: 'prebuilt: rustup target add TARGET',
  'build-std': 'not prebuilt: cargo -Zbuild-std',
  none: 'none: core and alloc alone',
} as const

function rows(list: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...list.map(([name]) => name.length))
  return list.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)
}

function linkers(e: TargetExplanation): readonly string[] {
  return rows(
    e.linkers.map(({ host, program, install, note }): readonly [string, string] => [
      host,
      [install ?? program ?? '', note ?? ''].filter((text) => text !== '').join('  — '),
    ]),
  )
}

function more(e: TargetExplanation): string {
  const rest = (e.boardCount ?? 0) - (e.boards?.length ?? 0)
  return rest > 0 ? ` and ${rest} more` : ''
}
