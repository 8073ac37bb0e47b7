/**
 * What the probe costs: `ssh BOARD true`, the probe's script through the same ssh, and `ferry probe`, in turn on
 * virtual boards, one connection each. Usage: node bench/probe.ts [ROUNDS] [BOARD …]
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'

import { VIRTUAL_PRESETS } from '../src/core/board/virtual-presets.ts'
import { planProbe } from '../src/core/plan/probe-script.ts'
import { quoteSh } from '../src/core/text/quote-sh.ts'
import { median, time } from './measure.ts'

const ferry = join(resolve(import.meta.dirname, '..'), 'bin', 'ferry.js')
const [roundsText = '5', ...named] = process.argv.slice(2)
const boards = named.length > 0 ? named : VIRTUAL_PRESETS.map(({ name }) => name)
const node = process.execPath
const script = `sh -c ${quoteSh(planProbe())}`

console.log('board              ssh true   + probe script      ferry probe   answer')
for (const board of boards) {
  const { boards: started } = JSON.parse(
    execFileSync(node, [ferry, 'virtual', 'start', board, '--format', 'json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ) as { boards: { sshConfigFile: string; name: string }[] }
  const [at] = started
  if (!at) throw new Error(`${board} did not start`)
  const options = ['-F', at.sshConfigFile, '-o', 'ControlMaster=no', '-o', 'ControlPath=none']
  const ssh = (command: string): readonly string[] => [...options, at.name, command]
  const answer = spawnSync('ssh', [...ssh(script)], { maxBuffer: 1 << 26 })
  if (answer.status !== 0) throw new Error(answer.stderr.toString())
  const [bare, probed, whole]: [number[], number[], number[]] = [[], [], []]
  for (let round = 0; round < Number(roundsText); round++) {
    bare.push(time({ file: 'ssh', args: ssh('true') }))
    probed.push(time({ file: 'ssh', args: ssh(script) }))
    whole.push(time({ file: node, args: [ferry, 'probe', `virtual:${board}`] }))
  }
  const ms = (values: readonly number[]): string => `${median(values).toFixed(0)} ms`
  const extra = median(probed.map((value, index) => value - (bare[index] ?? 0)))
  console.log(
    `${board.padEnd(18)} ${ms(bare).padStart(8)} ${`+ ${extra.toFixed(0)} ms`.padStart(16)} ${ms(whole).padStart(16)} ${String(answer.stdout.length).padStart(8)} bytes`,
  )
}
