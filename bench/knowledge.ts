/** Figures of the knowledge: its size, how long loading and looking up take, and what comes out for every board. */
import { readdirSync, statSync } from 'node:fs'
import { resolve } from 'node:path'

import { findBoard } from '../src/core/board/find-board.ts'
import { matchCompatible } from '../src/core/board/match-compatible.ts'
import { chooseForBoard } from '../src/core/target/choose-for-board.ts'
import { chooseForWords } from '../src/work/choose-target.ts'
import { explainTargetName } from '../src/work/explain-target.ts'
import { loadBoards, loadOsLibc, loadTargets } from '../src/work/load-knowledge.ts'

async function timed<value>(work: () => value | Promise<value>): Promise<readonly [value, number]> {
  const before = performance.now()
  const result = await work()
  return [result, performance.now() - before]
}

const ms = (time: number): string => `${time.toFixed(1)} ms`

const folder = resolve(import.meta.dirname, '../src/core/knowledge')
const sizes = readdirSync(folder).map(
  (name) => [name, statSync(resolve(folder, name)).size] as const,
)
for (const [name, size] of sizes.toSorted(([, a], [, b]) => b - a))
  console.log(`${name.padEnd(22)} ${size} bytes`)
console.log(`${'all'.padEnd(22)} ${sizes.reduce((sum, [, size]) => sum + size, 0)} bytes`)

const [tables, loadTime] = await timed(loadBoards)
const [targets, targetTime] = await timed(loadTargets)
const osLibc = await loadOsLibc()
console.log(`\nboards loaded in ${ms(loadTime)}, targets in ${ms(targetTime)}`)
const names = new Set(tables.boards.map(({ name }) => name))
console.log(
  `${tables.boards.length} boards, ${names.size} names, ${tables.byFirst.size} first compatible entries, ${tables.socs.size} SoCs, ${targets.size} targets`,
)

for (const words of ['raspberrypi,4-model-b', 'pi zero w', 'raspbery pi zero w', 'visionfive 2'])
  console.log(`find “${words}”: ${ms((await timed(() => findBoard(words, tables)))[1])}`)
const lists = tables.boards.map(({ compatible }) => compatible)
const [, matchTime] = await timed(() => lists.map((list) => matchCompatible(list, tables)))
console.log(`match one compatible list: ${((matchTime * 1000) / lists.length).toFixed(1)} µs`)
console.log(`ferry target “pi 4”: ${ms((await timed(() => chooseForWords('pi 4')))[1])}`)
console.log(
  `ferry explain aarch64-linux-gnu: ${ms((await timed(() => explainTargetName('aarch64-linux-gnu')))[1])}`,
)

for (const [label, tiers] of [
  ['boards.tsv', 'AB'],
  ['all boards', 'ABDM'],
] as const) {
  const boards = tables.boards.filter(({ tier }) => tiers.includes(tier))
  const [choices, time] = await timed(() =>
    boards.map((board) => chooseForBoard(board, undefined, osLibc)),
  )
  const certain = choices.filter(({ choice }) => choice.certain).length
  const open = choices.filter(({ question }) => question !== undefined).length
  const none = choices.filter(({ choice }) => choice.target === undefined).length
  console.log(
    `\n${label}: ${boards.length}; certain ${certain} (${((100 * certain) / boards.length).toFixed(1)} %); 32 or 64 bit open ${open}; no target ${none}; otherwise open ${boards.length - certain - open - none}; ${ms(time)}`,
  )
}
