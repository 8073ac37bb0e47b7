/**
 * The inner loop: format, lint, types, units, laws and golden transcripts, side by side. What a step printed is shown whole when it has
 * ended, the failed ones last. Usage: npm run ok
 */
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const unit = ['node', '--test', '--test-isolation=none']

interface Step {
  readonly name: string
  readonly words: readonly string[]
}

/** The longest first. */
const steps: readonly Step[] = [
  { name: 'units of core', words: [...unit, 'src/core/**/*.test.ts'] },
  { name: 'units around it', words: [...unit, 'src/!(core)/**/*.test.ts', 'src/*.test.ts'] },
  { name: 'laws, transcripts, claims', words: [...unit, 'test/*.test.ts'] },
  { name: 'lint', words: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'types', words: ['tsc', '-p', 'tsconfig.json'] },
  { name: 'types of core', words: ['tsc', '-p', 'tsconfig.core.json'] },
  { name: 'format', words: ['oxfmt', '--check'] },
]

const results = await Promise.all(steps.map(runStep))
const failed = results.filter(({ code }) => code !== 0)
for (const { name, output } of failed) process.stdout.write(`\n== ${name} failed\n${output}\n`)
console.log(failed.length === 0 ? 'ok' : `failed: ${failed.map(({ name }) => name).join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1

async function runStep({ name, words }: Step): Promise<Step & { code: number; output: string }> {
  const started = performance.now()
  const [file = '', ...args] = words
  const child = spawn(file, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  const code = await new Promise<number>((settle) => {
    child.once('error', (error) => {
      chunks.push(Buffer.from(String(error)))
      settle(127)
    })
    child.once('close', (status) => settle(status ?? 1))
  })
  const output = Buffer.concat(chunks).toString()
  const counts = ['tests', 'pass', 'fail', 'skipped'].flatMap((word) => {
    const count = new RegExp(`^ℹ (${word} \\d+)$`, 'm').exec(output)?.[1]
    return count === undefined ? [] : [count]
  })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${code === 0 ? '✔' : '✖'} ${[name, ...counts].join(', ')} (${seconds} s)`)
  return { name, words, code, output }
}
