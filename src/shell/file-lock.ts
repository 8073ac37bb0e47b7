import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** A holder touches its lock this often; one untouched for `STALE_MS` is taken over. */
const TOUCH_MS = 5_000
const STALE_MS = 20_000

/**
 * Holds `<path>.lock` (a folder: mkdir is atomic on every file system) while `work` runs.
 * A lock whose owner died is taken over: at once where the pid is gone, else when it was not touched for 20 s.
 */
export async function withLock<value>(path: string, work: () => Promise<value>): Promise<value> {
  const lock = `${path}.lock`
  await mkdir(join(lock, '..'), { recursive: true })
  for (let pause = 10; !(await take(lock)); pause = Math.min(pause * 1.5, 50)) {
    if (await isStale(lock)) await takeAway(lock)
    else await wait(pause)
  }
  const touching = setInterval(() => {
    const now = new Date()
    utimes(lock, now, now).catch(() => undefined)
  }, TOUCH_MS)
  touching.unref()
  try {
    return await work()
  } finally {
    clearInterval(touching)
    await rm(lock, { recursive: true, force: true })
  }
}

/**
 * Takes a stale lock away. One waiter at a time may (`<lock>.away`), and it looks again first: what is stale then stays so until it
 * has gone, since nobody else takes it away and its owner is dead. A guard whose own owner died is gone after 20 s.
 */
async function takeAway(lock: string): Promise<void> {
  const guard = `${lock}.away`
  try {
    await mkdir(guard)
  } catch {
    const { mtimeMs } = await stat(guard).catch(() => ({ mtimeMs: Date.now() }))
    if (Date.now() - mtimeMs > STALE_MS) await rm(guard, { recursive: true, force: true })
    else await wait(10)
    return
  }
  try {
    if (await isStale(lock)) await rm(lock, { recursive: true, force: true })
  } finally {
    await rm(guard, { recursive: true, force: true })
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await mkdir(lock)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
  await writeFile(join(lock, 'pid'), String(process.pid))
  return true
}

async function isStale(lock: string): Promise<boolean> {
  try {
    const pid = Number(await readFile(join(lock, 'pid'), 'utf8').catch(() => ''))
    if (pid > 0 && !isAlive(pid)) return true
    return Date.now() - (await stat(lock)).mtimeMs > STALE_MS
  } catch {
    return false // It went away meanwhile.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
