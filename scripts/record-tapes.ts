/**
 * Records the tapes that the golden transcripts play: each `tape:tapes/BOARD--WHAT.json` of test/golden/*.md
 * is recorded by the same command on `virtual:BOARD`. Usage: node scripts/record-tapes.ts, then U=1 npm run unit.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const folder = join(root, 'test', 'golden')
const cache = join(resolve(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')), 'ferry')
const pattern = /tape:(tapes\/([a-z0-9-]+?)--[a-z0-9-]+\.json)/

// What an earlier recording shipped is not there yet.
const list = spawnSync(
  'node',
  [join(root, 'bin/ferry.js'), 'virtual', 'list', '--format', 'json'],
  { encoding: 'utf8' },
)
for (const board of (
  JSON.parse(list.stdout) as { boards: { name: string; sshConfigFile: string; running?: object }[] }
).boards) {
  if (board.running) spawnSync('ssh', ['-F', board.sshConfigFile, board.name, 'rm -f note.txt'])
}

for (const name of readdirSync(folder).filter((file) => file.endsWith('.md'))) {
  for (const line of readFileSync(join(folder, name), 'utf8').split('\n')) {
    const found = pattern.exec(line)
    if (!line.startsWith('$ ferry ') || !found) continue
    const [, tape = '', board = ''] = found
    rmSync(join(folder, tape), { force: true })
    const words = line.slice('$ ferry '.length).replace(pattern, `virtual:${board}`).split(' ')
    // An empty memory of boards, but the boards themselves stay.
    for (const memory of ['boards', 'shipped'])
      rmSync(join(cache, memory), { recursive: true, force: true })
    const ended = spawnSync('node', [join(root, 'bin/ferry.js'), ...words], {
      cwd: folder,
      env: { ...process.env, FERRY_RECORD: tape },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    hideMirror(join(folder, tape))
    console.log(`${tape}: exit ${ended.status ?? ended.signal}`)
  }
}

/** A board's package sources name the mirror of whoever recorded it, which is nobody else's business. */
function hideMirror(file: string): void {
  const text = readFileSync(file, 'utf8')
  writeFileSync(
    file,
    text.replace(/(https?:\/\/)[A-Za-z0-9.-]+(\/debian[ "\\])/g, '$1mirror.invalid$2'),
  )
}
