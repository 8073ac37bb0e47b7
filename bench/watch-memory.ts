import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

import type { CommandLine } from './measure.ts'

export interface Measured {
  readonly ms: number
  /** The largest sum that was seen of the proportional set sizes of all its processes, those included that left it (ssh masters). */
  readonly peakBytes: number
  readonly out: string
}

const MARK = 'FERRY_BENCH_MARK'
const EVERY_MS = 250

/** Runs a command and looks at the memory of all that it starts (proc(5), smaps_rollup), by a mark in their environment. Throws where it fails. */
export async function measure(command: CommandLine): Promise<Measured> {
  const mark = `${MARK}=${process.pid}-${Math.random().toString(36).slice(2)}`
  const [name = '', value = ''] = mark.split('=')
  const before = performance.now()
  const child = spawn(command.file, [...command.args], {
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
    env: { ...process.env, ...command.env, [name]: value },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const isOurs = new Map<string, boolean>()
  let peakBytes = 0
  const timer = setInterval(() => {
    peakBytes = Math.max(peakBytes, sumMemory(mark, isOurs))
  }, EVERY_MS)
  const code = await new Promise<number | null>((settle) => child.once('close', settle))
  clearInterval(timer)
  const ms = performance.now() - before
  if (code !== 0) {
    throw new Error(
      `${command.file} ${command.args.join(' ')}: ${code}\n${out.slice(-2000)}\n${err.slice(-4000)}`,
    )
  }
  return { ms, peakBytes, out }
}

function sumMemory(mark: string, isOurs: Map<string, boolean>): number {
  let kilobytes = 0
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    try {
      let ours = isOurs.get(pid)
      if (ours === undefined) {
        ours = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(mark)
        isOurs.set(pid, ours)
      }
      if (!ours) continue
      const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1')
      kilobytes += Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0)
    } catch {
      // It has ended meanwhile.
    }
  }
  return kilobytes * 1024
}
