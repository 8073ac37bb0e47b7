import { spawn } from 'node:child_process'

export interface ProcessEnded {
  readonly code: number | null
  readonly signal: string | null
  readonly out: string
  readonly err: string
  /** It did not end in its time, and was killed. */
  readonly hung: boolean
  readonly ms: number
}

export interface ProcessOptions {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
  readonly input?: Uint8Array
  /** Default 60 s. */
  readonly timeoutMs?: number
  /** Gets the process's number, and hears its stdout. */
  readonly onStart?: (pid: number) => void
  readonly onStdout?: (chunk: Buffer) => void
}

/** Streams that another process has, too, are not waited for. */
const STREAMS_MS = 1500

/** Runs a program to its end, or for its time. */
export function runProcess(
  file: string,
  words: readonly string[],
  options: ProcessOptions = {},
): Promise<ProcessEnded> {
  const started = performance.now()
  return new Promise((settle, fail) => {
    const child = spawn(file, [...words], {
      stdio: [options.input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      ...(options.env ? { env: options.env } : {}),
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    })
    const [out, err]: [Buffer[], Buffer[]] = [[], []]
    let hung = false
    const timer = setTimeout(() => {
      hung = true
      child.kill('SIGKILL')
    }, options.timeoutMs ?? 60_000)
    child.stdout?.on('data', (chunk: Buffer) => {
      out.push(chunk)
      options.onStdout?.(chunk)
    })
    child.stderr?.on('data', (chunk: Buffer) => err.push(chunk))
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(options.input)
    child.once('error', fail)
    child.once('spawn', () => options.onStart?.(child.pid ?? 0))
    const finish = (code: number | null, signal: string | null): void => {
      clearTimeout(timer)
      settle({
        code,
        signal,
        out: Buffer.concat(out).toString(),
        err: Buffer.concat(err).toString(),
        hung,
        ms: performance.now() - started,
      })
    }
    child.once('close', finish)
    // A shared connection of ssh may keep the streams open beyond the end.
    child.once('exit', (code, signal) => setTimeout(() => finish(code, signal), STREAMS_MS).unref())
  })
}
