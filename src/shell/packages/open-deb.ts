import { spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream'
import * as zlib from 'node:zlib'

import { AR_HEADER, AR_MAGIC, readArMember } from '../../core/packages/ar-member.ts'
import { badPackage } from '../../core/problem/package-problems.ts'
import type { Files } from '../../ports/files.ts'

/** Programs that unpack to stdout, by the form's extension. zlib of node does gz; zstd only where node has it. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  xz: ['xz', '-dc'],
  zst: ['zstd', '-dcq'],
  bz2: ['bzip2', '-dc'],
  lzma: ['xz', '-dc', '--format=lzma'],
}

/**
 * The data.tar of a .deb (deb(5): an ar archive of debian-binary, control.tar.*, data.tar.*) as a stream of bytes.
 * Unpacked by node where it can, else by the program xz, zstd or bzip2, else by dpkg-deb. Throws `host/bad-package`.
 */
export async function openDeb(file: string, files: Files): Promise<AsyncIterable<Uint8Array>> {
  const { form, offset, size } = await findData(file, files)
  const packed = (): Readable =>
    createReadStream(file, { start: offset, end: offset + size - 1, highWaterMark: 256 * 1024 })
  if (form === '') return packed()
  if (form === 'gz') return join(packed(), zlib.createGunzip(), file)
  const zstd = (zlib as { createZstdDecompress?: () => zlib.Gunzip }).createZstdDecompress
  if (form === 'zst' && zstd) return join(packed(), zstd(), file)
  const program = PROGRAMS[form]
  if (!program) throw badPackage(file, `its data is packed as ${form}, which is not known`)
  return throughProgram(file, program, packed)
}

async function findData(
  file: string,
  files: Files,
): Promise<{ form: string; offset: number; size: number }> {
  const open = await files.open(file)
  if (!open) throw badPackage(file, 'it is not there')
  try {
    const start = await open.readAt(0, AR_MAGIC.length)
    const packed = formOf(start)
    if (packed !== undefined) return { form: packed, offset: 0, size: open.size }
    if (new TextDecoder().decode(start) !== AR_MAGIC) {
      throw badPackage(file, 'it is no Debian package (no ar archive)')
    }
    for (let at = AR_MAGIC.length; at < open.size;) {
      const member = readArMember(await open.readAt(at, AR_HEADER))
      if (!member || at + AR_HEADER + member.size > open.size) break
      const match = /^data\.tar(?:\.(\w+))?$/.exec(member.name)
      if (match) return { form: match[1] ?? '', offset: at + AR_HEADER, size: member.size }
      at += AR_HEADER + member.size + (member.size % 2)
    }
  } finally {
    await open.close()
  }
  throw badPackage(file, 'it has no data.tar')
}

/** Source archives are packed as a whole: gzip (RFC 1952) and xz by their first bytes. */
function formOf(start: Uint8Array): string | undefined {
  if (start[0] === 0x1f && start[1] === 0x8b) return 'gz'
  return start[0] === 0xfd && start[1] === 0x37 && start[2] === 0x7a ? 'xz' : undefined
}

/** Runs `xz -dc` and the like; where it is not there, for a package `dpkg-deb --fsys-tarfile`, which can unpack by itself. */
async function* throughProgram(
  file: string,
  program: readonly string[],
  packed: () => Readable,
): AsyncGenerator<Uint8Array> {
  const [name = '', ...args] = program
  if (await hasProgram(name)) return yield* outputOf(name, args, file, packed())
  if (!file.endsWith('.deb')) throw badPackage(file, `${name} is not here to unpack it`)
  if (await hasProgram('dpkg-deb')) {
    return yield* outputOf('dpkg-deb', ['--fsys-tarfile', file], file)
  }
  throw badPackage(file, `neither ${name} nor dpkg-deb is here to unpack it`)
}

function hasProgram(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(name, ['--version'], { stdio: 'ignore' })
    child.once('error', () => resolve(false))
    child.once('close', (code) => resolve(code === 0))
  })
}

async function* outputOf(
  name: string,
  args: readonly string[],
  file: string,
  input?: Readable,
): AsyncGenerator<Uint8Array> {
  const child = spawn(name, args, { stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'] })
  const said: string[] = []
  child.stderr?.on('data', (chunk: Uint8Array) => said.push(new TextDecoder().decode(chunk)))
  if (input && child.stdin) pipeline(input, child.stdin, () => undefined)
  const closed = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null))
    child.once('close', resolve)
  })
  try {
    if (child.stdout) yield* child.stdout as AsyncIterable<Uint8Array>
    const code = await closed
    if (code !== 0)
      throw badPackage(
        file,
        `${name} failed (${code ?? 'not started'})`,
        said.join('').trim().split('\n'),
      )
  } finally {
    child.kill()
  }
}

/** A stream through one of node's own unpackers; its errors become problems. */
async function* join(
  from: Readable,
  through: zlib.Gunzip,
  file: string,
): AsyncGenerator<Uint8Array> {
  pipeline(from, through, () => undefined)
  try {
    yield* through as AsyncIterable<Uint8Array>
  } catch (error) {
    throw badPackage(file, error instanceof Error ? error.message : String(error))
  }
}
