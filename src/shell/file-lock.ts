import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
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
  for (let pause = 10; !(await take(lock)); pause = Math.min(pause * 1.5, 200)) {
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
 * Takes a stale lock away by renaming it first: of several waiters one alone succeeds, and one that was
 * taken over meanwhile (its owner lives) is put back.
 */
async function takeAway(lock: string): Promise<void> {
  const aside = `${lock}.${process.pid}.${randomBytes(4).toString('hex')}`
  try {
    await rename(lock, aside)
  } catch {
    return // Another waiter was sooner.
  }
  if (!(await isStale(aside))) {
    try {
      await rename(aside, lock)
      return
    } catch {
      // Somebody holds a new one; the one aside belongs to nobody who could find it.
    }
  }
  await rm(aside, { recursive: true, force: true })
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
