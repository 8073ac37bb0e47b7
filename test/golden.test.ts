import assert from 'node:assert/strict'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { runInProcess } from './fakes/run-in-process.ts'

/**
 * Whole transcripts of the command line: `$ ferry …`, what it prints (stdout and stderr together), and
 * `[exit N]`. U=1 rewrites them; a transcript that does not fit is written beside as `.actual`.
 */
const folder = join(import.meta.dirname, 'golden')
const files = readdirSync(folder).filter((name) => name.endsWith('.md'))
assert.ok(files.length > 0)

for (const name of files) {
  test(`transcript ${name}`, async () => {
    const path = join(folder, name)
    const wanted = readFileSync(path, 'utf8')
    const actual = await replay(wanted)
    assert.ok(!actual.includes('ferry/bug'), `a bug is no transcript: ${actual.slice(-2000)}`)
    if (process.env['U'] === '1') writeFileSync(path, actual)
    else if (actual !== wanted) {
      writeFileSync(`${path}.actual`, actual)
      assert.equal(actual, wanted)
    }
  })
}

/** The same page with what its command lines print now. */
async function replay(page: string): Promise<string> {
  const parts = page.split(/^```console\n([\s\S]*?)^```\n/m)
  for (let at = 1; at < parts.length; at += 2) {
    const lines = (parts[at] ?? '').split('\n').filter((line) => line.startsWith('$ ferry'))
    const blocks: string[] = []
    for (const line of lines) {
      const { text, code } = await runInProcess(splitWords(line.slice('$ ferry'.length)), folder)
      const ended = text === '' || text.endsWith('\n') ? text : `${text}\n`
      blocks.push(`${line}\n${ended}${code === 0 ? '' : `[exit ${code}]\n`}`)
    }
    parts[at] = `\`\`\`console\n${blocks.join('')}\`\`\`\n`
  }
  return parts.join('')
}

/** Words as sh splits them: blanks, single and double quotes. */
function splitWords(line: string): string[] {
  return [...line.matchAll(/(?:[^\s'"]+|'[^']*'|"[^"]*")+/g)].map((match) =>
    match[0].replace(/'([^']*)'|"([^"]*)"/g, (_, a?: string, b?: string) => a ?? b ?? ''),
  )
}
