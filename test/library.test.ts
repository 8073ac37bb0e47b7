import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'

import {
  checkExample,
  findLibraryExamples,
  runHere,
  writeExampleFiles,
} from './fakes/run-examples.ts'

/** The examples of the library's documentation, on the sources; real/package.test.ts runs them on the installed package. */
const folder = mkdtempSync(join(tmpdir(), 'ferry-library-'))
after(() => rmSync(folder, { recursive: true, force: true }))
writeExampleFiles(folder)
const library = pathToFileURL(resolve(import.meta.dirname, '..', 'src', 'index.ts')).href

for (const [index, example] of findLibraryExamples().entries()) {
  if (example.board) continue
  test(`example ${index + 1}, ${example.where}`, () =>
    checkExample(example, folder, library, runHere))
}
