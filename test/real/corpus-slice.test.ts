/**
 * Six projects of the corpus (scripts/corpus.ts), by the same code: built, verified, shipped and run on two virtual
 * boards. Needs cargo, clang, dist/ferry.js, and the network or a warm cache.
 */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { BOARDS, type CorpusBoard } from '../../scripts/corpus/boards.ts'
import { makeCorpusWorld } from '../../scripts/corpus/corpus-world.ts'
import { getProject } from '../../scripts/corpus/get-project.ts'
import { installLibraries, prepareBoard } from '../../scripts/corpus/prepare-board.ts'
import { PROJECTS } from '../../scripts/corpus/projects.ts'
import { runFerry } from '../../scripts/corpus/run-ferry.ts'

const SLICE = {
  'aarch64-debian12': ['build-target', 'proc-macro', 'alsa'],
  'armv7-debian11': ['workspace', 'lz4', 'lto-abort'],
}

const own = makeCorpusWorld()
// Folders of its own: a run of the corpus beside it keeps its results and what it built.
const world = { ...own, folder: join(own.cache, 'test', 'corpus') }
mkdirSync(world.folder, { recursive: true })

for (const [boardName, names] of Object.entries(SLICE)) {
  let board: CorpusBoard
  test(`${boardName} starts`, () => {
    const found = BOARDS.find(({ name }) => name === boardName)
    assert.ok(found)
    board = found
    prepareBoard(board, world)
  })
  for (const name of names) {
    test(`${name} on ${boardName}`, async (t) => {
      const project = PROJECTS.find((one) => one.name === name)
      assert.ok(project)
      if (project.packages) await installLibraries(board, project.packages, world)
      const result = runFerry(project, board, getProject(project, world), world)
      t.diagnostic(`${result.seconds.toFixed(1)} s`)
      assert.equal(result.why, undefined)
      assert.ok(result.ran)
      assert.equal(result.verdict, 'runs')
      // What it needs of the board was named before it was given.
      if (project.packages) assert.equal(result.suggested, true)
    })
  }
}
