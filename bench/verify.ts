/**
 * Reading and judging against `readelf -aW` and `llvm-readelf -a` on programs of 1, 10 and 200 MB:
 * `node bench/verify.ts [file…]`. The programs are made here by gcc: functions, data and debug-like
 * sections in the proportions of a Rust program. Prints times (median), ratios and peak memory.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { judge } from '../src/core/verdict/judge.ts'
import { makeFiles } from '../src/shell/files.ts'
import { makeProcesses } from '../src/shell/processes.ts'
import { readElfFile } from '../src/work/read-elf-file.ts'
import { verifyFiles } from '../src/work/verify.ts'
import { boardSamples } from '../test/fakes/board-samples.ts'

const work = mkdtempSync(join(tmpdir(), 'ferry-bench-'))
const world = { files: makeFiles() }

if (process.argv[2] === '--once') {
  await judgeOnce(process.argv[3] ?? '')
  // VmHWM, since ru_maxrss begins with the memory of the process that forked this one.
  console.log(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1])
} else {
  const given = process.argv.slice(2)
  await bundle()
  const files = given.length > 0 ? given : [1, 10, 200].map(makeProgram)
  for (const file of files) await bench(file)
  await benchFolder(files[0] ?? '')
}
rmSync(work, { recursive: true })

async function judgeOnce(file: string): Promise<void> {
  const elf = await readElfFile(world, file, { scan: { jemalloc: true } })
  if (elf) judge(elf, boardSamples['pi-5'])
}

async function bench(file: string): Promise<void> {
  const size = statSync(file).size
  const rounds = size > 100e6 ? 5 : 15
  const plain: number[] = []
  const scanned: number[] = []
  for (let i = 0; i < rounds; i++) {
    let start = performance.now()
    const elf = await readElfFile(world, file)
    if (elf) judge(elf, boardSamples['pi-4'])
    plain.push(performance.now() - start)
    start = performance.now()
    await judgeOnce(file)
    scanned.push(performance.now() - start)
  }
  const ferry = median(plain)
  console.log(`${(size / 1e6).toFixed(1)} MB`)
  console.log(`  ferry, in process        ${ferry.toFixed(2)} ms`)
  console.log(`  with a scan for jemalloc ${median(scanned).toFixed(2)} ms`)
  for (const [tool, ...args] of [
    ['readelf', '-aW'],
    ['llvm-readelf', '-a'],
  ] as const) {
    const times: number[] = []
    for (let i = 0; i < Math.min(rounds, 5); i++) {
      const start = performance.now()
      const ended = spawnSync(tool, [...args, file], { stdio: 'ignore' })
      if (ended.error) break
      times.push(performance.now() - start)
    }
    if (times.length === 0) continue
    const own = median(times)
    console.log(
      `  ${`${tool} ${args.join(' ')}`.padEnd(24)} ${own.toFixed(0)} ms: ${(own / ferry).toFixed(0)} times ferry’s`,
    )
  }
  const empty = Number(once(join(work, 'nothing')))
  const peak = Number(once(file))
  console.log(
    `  peak RSS of a process that judges it: ${mb(peak)} (Node alone and its code: ${mb(empty)})`,
  )
}

/** A thousand programs: the walk, the reading and the judging, against readelf on all of them at once. */
async function benchFolder(file: string): Promise<void> {
  const folder = join(work, 'thousand')
  mkdirSync(folder)
  const names = Array.from({ length: 1000 }, (_, i) => join(folder, `program-${i}`))
  for (const name of names) copyFileSync(file, name)
  const whole = { files: world.files, processes: makeProcesses() }
  const start = performance.now()
  const { results } = await verifyFiles(
    whole,
    [folder],
    boardSamples['pi-4'],
    { skipGit: true },
    () => {},
  )
  const ferry = performance.now() - start
  const before = performance.now()
  spawnSync('readelf', ['-aW', ...names], { stdio: 'ignore' })
  const own = performance.now() - before
  console.log(`${results.length} files of ${(statSync(file).size / 1e6).toFixed(1)} MB in a folder`)
  console.log(`  ferry, in process        ${ferry.toFixed(0)} ms`)
  console.log(
    `  readelf -aW              ${own.toFixed(0)} ms: ${(own / ferry).toFixed(0)} times ferry’s`,
  )
}

/** The memory of a process that runs plain JavaScript, as the published package does. */
async function bundle(): Promise<void> {
  const { rolldown } = await import('rolldown')
  const build = await rolldown({
    input: import.meta.filename,
    platform: 'node',
    external: ['rolldown'],
  })
  await build.write({ file: join(work, 'bench.mjs'), format: 'esm' })
}

function once(file: string): string {
  return execFileSync(process.execPath, [join(work, 'bench.mjs'), '--once', file], {
    encoding: 'utf8',
  })
}

function mb(kib: number): string {
  return `${Math.round(kib / 1024)} MB`
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
}

/** A dynamic program of about that many megabytes: symbols and code in a third, data and debug sections in the rest. */
function makeProgram(megabytes: number): string {
  const out = join(work, `program-${megabytes}`)
  const blob = join(work, `blob-${megabytes}`)
  const functions = Math.round(megabytes * 1200)
  const code = Array.from(
    { length: functions },
    (_, i) => `int function_with_a_rather_long_mangled_name_${i}(int x) { return x * ${i} + 1; }`,
  )
  writeFileSync(join(work, 'many.c'), code.join('\n'))
  writeFileSync(
    join(work, 'main.c'),
    '#include <stdio.h>\nint main(void) { puts("hello"); return 0; }\n',
  )
  writeFileSync(blob, new Uint8Array(Math.round(megabytes * 0.85e6)).fill(0x5a))
  execFileSync('gcc', ['-O0', '-o', out, join(work, 'main.c'), join(work, 'many.c')])
  execFileSync('objcopy', ['--add-section', `.debug_info=${blob}`, out])
  if (readFileSync(out).length < megabytes * 0.8e6) throw new Error('the program is too small')
  return out
}
