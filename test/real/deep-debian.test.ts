import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'

import type { BoardFacts } from '../../src/core/board/board-facts.ts'
import { parseDeepAnswer } from '../../src/core/instructions/deep-answer.ts'
import { judgeUses } from '../../src/core/instructions/judge-uses.ts'
import { ensureDeepHelper } from '../../src/work/ensure-deep-helper.ts'
import { findElfFiles } from '../../src/work/find-elf-files.ts'
import { readElfFile } from '../../src/work/read-elf-file.ts'
import { makeRealWorld } from './real-world.ts'

/** Debian's own programs run on the least CPU of their architecture: nothing of them may be an error there. */
const least: readonly {
  readonly suite: string
  readonly architecture: string
  readonly cpu: NonNullable<BoardFacts['cpu']>
}[] = [
  {
    suite: 'bookworm',
    architecture: 'armel',
    cpu: { core: 'arm926ej-s', features: ['swp', 'half', 'thumb', 'fastmult', 'edsp', 'java'] },
  },
  {
    suite: 'bookworm',
    architecture: 'armhf',
    cpu: {
      core: 'cortex-a9',
      features: ['half', 'thumb', 'vfp', 'edsp', 'vfpv3', 'vfpv3d16', 'tls'],
    },
  },
  {
    suite: 'bookworm',
    architecture: 'arm64',
    cpu: { core: 'cortex-a53', features: ['fp', 'asimd', 'evtstrm', 'crc32', 'cpuid'] },
  },
  { suite: 'trixie', architecture: 'riscv64', cpu: { isaString: 'rv64imafdc' } },
]

const world = makeRealWorld()
const folder = mkdtempSync(join(tmpdir(), 'ferry-deep-debian-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const deep = await ensureDeepHelper(world, () => {})

for (const { suite, architecture, cpu } of least) {
  test(`no error on Debian's own ${architecture}`, async (t) => {
    const ssl = suite === 'trixie' ? 'libssl3t64' : 'libssl3'
    const names = ['coreutils', 'libc6', ssl, 'libgcrypt20', 'libzstd1']
    const request = { suite, architecture, names, dependencies: 'none' } as const
    const packages = await world.packages.obtain(request, () => {})
    const root = join(folder, architecture)
    await world.packages.unpack(packages, root)
    const board = {
      schema: 'ferry.board/1',
      name: 'least',
      cpu,
      kernel: { release: '6.12' },
    } as const
    const errors: string[] = []
    const found = { note: 0, warning: 0, error: 0 }
    const files = await findElfFiles(world, root)
    for (const { path } of files) {
      const elf = await readElfFile(world, path, {})
      if (!elf || elf.shape === 'object' || elf.kind !== 'elf') continue
      const { stdout } = await promisify(execFile)(deep, [path], { maxBuffer: 1 << 26 })
      const answer = parseDeepAnswer(stdout)
      assert.ok(answer, path)
      for (const finding of judgeUses(answer, elf, board)) {
        found[finding.severity]++
        if (finding.severity === 'error')
          errors.push(`${path}: ${finding.message} ${finding.guilty?.join(', ')}`)
      }
    }
    t.diagnostic(`${architecture}: ${files.length} files, ${JSON.stringify(found)}`)
    assert.deepEqual(errors, [])
    assert.ok(files.length > 80)
    // libcrypto has code for newer CPUs everywhere but on armel: it must have been seen.
    assert.ok(architecture === 'armel' || found.warning + found.note > 0)
  })
}
