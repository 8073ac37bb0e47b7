#!/usr/bin/env node
// Starts dist/ferry.cjs with the code that V8 compiled for the same command before. Node's own compile cache
// (module.enableCompileCache) keeps a file as it is before it has run, so that each function that runs is compiled again.
// The cache is ferry's own, which is the user's alone.
if (!process.getBuiltinModule) {
  console.error(`error: ferry needs Node 20.19 or later\n  why: this is Node ${process.version}`)
  process.exit(3)
}
// Not imported: that would make all that the modules have, streams among it, which takes 4 ms.
const { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } =
  process.getBuiltinModule('node:fs')
const { fileURLToPath } = process.getBuiltinModule('node:url')
const { Script } = process.getBuiltinModule('node:vm')

const { FERRY_AGENT, HOME, LOCALAPPDATA, XDG_CACHE_HOME } = process.env
const cache = XDG_CACHE_HOME || LOCALAPPDATA || (HOME && `${HOME}/.cache`)
// A runner of `ferry test` only asks the ferry that started cargo: it needs nothing of the rest.
const isRunner = FERRY_AGENT && process.argv[2] === '__runner'
const bundle = isRunner ? '../dist/runner.cjs' : '../dist/ferry.cjs'
const file = fileURLToPath(new URL(bundle, import.meta.url))
// ASCII alone (scripts/ascii-only.ts), so nothing is decoded.
const source = readFileSync(file, 'latin1')
const folder = cache && `${cache}/ferry/compiled`
// `cargo ferry run` starts `cargo-ferry ferry run`.
const command = process.argv[process.argv[2] === 'ferry' ? 3 : 2] ?? ''
const word = isRunner ? 'runner' : /^[a-z]{1,20}$/.test(command) ? command : 'ferry'
const kept = `${word}-${source.slice(2, 18)}-${process.version}-${process.arch}`

let cachedData
if (folder) {
  try {
    cachedData = readFileSync(`${folder}/${kept}`)
  } catch {
    // The first time.
  }
}
const script = new Script(`(function(module,exports,__filename){${source}\n})`, {
  filename: file,
  ...(cachedData ? { cachedData } : {}),
})
if (folder && (!cachedData || script.cachedDataRejected)) process.on('exit', keep)
const main = { exports: {} }
script.runInThisContext()(main, main.exports, file)

/** Whole or not at all; of the same command only this ferry's is kept. A cache that cannot be written costs the time alone. */
function keep() {
  // Wrong usage: perhaps no command at all.
  if (process.exitCode === 2) return
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const beside = `${folder}/.${kept}.${process.pid}`
    writeFileSync(beside, script.createCachedData(), { mode: 0o600 })
    renameSync(beside, `${folder}/${kept}`)
    for (const name of readdirSync(folder)) {
      const old = name.startsWith(`${word}-`) && !name.startsWith(kept.slice(0, word.length + 18))
      if (old) rmSync(`${folder}/${name}`, { force: true })
    }
  } catch {
    // See above.
  }
}
