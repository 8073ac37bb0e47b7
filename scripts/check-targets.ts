/**
 * Compares ferry's tables of targets and cores with local rustc: `node scripts/check-targets.ts [TOOLCHAIN…]`.
 * Fails on any difference that matters; prints what differs between versions.
 */
import { compareTargets } from './knowledge/compare-targets.ts'

const toolchains = process.argv.length > 2 ? process.argv.slice(2) : ['']
for (const toolchain of toolchains) {
  const { version, compared, differences, notes } = compareTargets(toolchain)
  console.log(
    `rustc ${version}: ${compared.names} names, ${compared.cfgs} cfgs, ${compared.cores} cores compared`,
  )
  for (const note of notes) console.log(`  note: ${note}`)
  for (const difference of differences) console.error(`  differs: ${difference}`)
  if (differences.length > 0) process.exitCode = 1
}
