import { appendFileSync, readFileSync } from 'node:fs'

import { EXIT } from '../core/problem/problem.ts'
import { readHost } from '../shell/host.ts'
import { runFerry } from './run-ferry.ts'

/** The only place that reads argv, builds the world and sets the exit code. */
async function main(): Promise<void> {
  const host = readHost()
  const interrupt = new AbortController()
  let interrupted = 0
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (++interrupted > 2) process.exit(130)
      interrupt.abort()
    })
  }
  const argv = process.argv.slice(2)
  // `cargo ferry run` starts `cargo-ferry ferry run`.
  if (argv[0] === 'ferry') argv.shift()
  process.once('beforeExit', tellUnfinished)
  process.exitCode = await runFerry(argv, {
    env: process.env,
    version: readVersion(host.installation),
    stdout: {
      write: (text) => {
        hearOfReaders()
        process.stdout.write(text)
      },
      get terminal() {
        return host.stdoutIsTerminal
      },
    },
    stderr: {
      write: (text) => {
        hearOfReaders()
        process.stderr.write(text)
      },
      get terminal() {
        return host.stderrIsTerminal
      },
      columns: () => process.stderr.columns ?? 80,
      rows: () => process.stderr.rows ?? 24,
    },
    ticks: () => performance.now(),
    appendFile: (path, text) => appendFileSync(path, text),
    signal: interrupt.signal,
    makeWorld: async ({ tell, signal }) => {
      hearOfReaders()
      return (await import('./make-world.ts')).makeWorld(host, tell, signal)
    },
  })
  process.off('beforeExit', tellUnfinished)
}

/** Nothing is left that could go on, and the command has not ended: node would call that a success. */
function tellUnfinished(): void {
  process.stderr.write(
    'error[ferry/bug]: this is a bug in ferry: it waits for something that can no longer come\n' +
      '  fix: report it with the command that you typed\n',
  )
  process.exitCode = EXIT.bug
}

let hearing = false

/** A reader that goes away (`ferry … | head`) ends the story quietly. Not before something is written: the streams cost a start 4 ms. */
function hearOfReaders(): void {
  if (hearing) return
  hearing = true
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // Another listener takes it where a program's output goes there: ferry ends as the program does.
      if (stream.listenerCount('error') > own) return
      if (error.code === 'EPIPE') process.exit(0)
      throw error
    })
    const own = stream.listenerCount('error')
  }
}

function readVersion(installation: string): string {
  const text = readFileSync(`${installation}/package.json`, 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

void main()
