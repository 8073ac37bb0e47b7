import { readTsv } from './tsv.ts'
import { tableModule } from './table-module.ts'

/** src/core/knowledge/target-minimums.ts: what every choice needs of a target, small enough to be loaded always. */
export function targetMinimumsModule(): string {
  const rows = readTsv('targets').map((row) => [
    row('target'),
    row('doc_tier'),
    row('min_kernel').replace(/\.0$/, ''),
    row('min_libc').replace('glibc ', '').replace('musl ', ''),
    row('crt_static_default') === 'true' ? 'static' : '',
  ])
  return tableModule(
    'TARGET_MINIMUMS',
    ['target', 'tier', 'kernel', 'libc', 'static'],
    rows,
    'facts/targets.tsv',
  )
}
