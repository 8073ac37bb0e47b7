import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'node:test'

import { makeClock } from '../../src/shell/clock.ts'
import { makeFiles } from '../../src/shell/files.ts'
import { readHost } from '../../src/shell/host.ts'
import { makePackages } from '../../src/shell/packages/packages.ts'
import { makeProcesses } from '../../src/shell/processes.ts'
import { ensureHelpers } from '../../src/shell/virtual/ensure-helpers.ts'
import { virtualFolders } from '../../src/shell/virtual/virtual-folders.ts'

const checkout = resolve(import.meta.dirname, '../..')
/** nobody and nogroup: ssh wants its user in /etc/passwd, and they are in everybody's. */
const ID = 65_534

/**
 * The same boards for somebody who is not root: no group, no sudo, no home. Root plays that user from a
 * copy of the checkout; helpers are built before (the user has no cargo), packages are the user's own to fetch.
 */
test('an ordinary user', { timeout: 300_000, skip: process.getuid?.() !== 0 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ferry-u-'))
  try {
    chmodSync(folder, 0o755)
    for (const name of ['src', 'helpers', 'test', 'package.json', 'node_modules/valibot']) {
      cpSync(join(checkout, name), join(folder, name), {
        recursive: true,
        filter: (path) => !/\/(?:target|\.cache)$/.test(path),
      })
    }
    cpSync(process.execPath, join(folder, 'node'))
    const home = join(folder, 'home')
    mkdirSync(join(home, 'virtual'), { recursive: true })
    const helpers = await buildHelpers(folder)
    cpSync(helpers, join(home, 'virtual', 'helpers'), { recursive: true })
    for (const path of [home, join(home, 'virtual'), join(home, 'virtual', 'helpers')]) {
      chownSync(path, ID, ID)
    }
    const { code, text } = await playUser(folder, home)
    assert.equal(code, 0, text)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

async function buildHelpers(installation: string): Promise<string> {
  const host = { ...readHost(), installation }
  const files = makeFiles()
  const processes = makeProcesses()
  const clock = makeClock()
  const packages = makePackages({ host, files, processes, clock } as never)
  const folders = virtualFolders(host)
  const cargo = async (): Promise<{ file: string } | undefined> => {
    const file = await processes.which('cargo')
    return file === undefined ? undefined : { file }
  }
  await ensureHelpers({ host, files, processes, clock, packages, folders, cargo }, () => undefined)
  return folders.helpers
}

function playUser(folder: string, home: string): Promise<{ code: number; text: string }> {
  return new Promise((settle, fail) => {
    const file = join(folder, 'test', 'real', 'virtual-as-user.ts')
    const env = { ...process.env, HOME: home, FERRY_TEST_CACHE: home, PATH: '/usr/bin:/bin' }
    const child = spawn(join(folder, 'node'), [file], { cwd: folder, env, uid: ID, gid: ID })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.once('error', fail)
    child.once('close', (code) => {
      settle({ code: code ?? -1, text: Buffer.concat(chunks).toString() })
    })
  })
}
