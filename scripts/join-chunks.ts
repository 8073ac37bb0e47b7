import type { OutputChunk } from 'rolldown'

/**
 * One CommonJS text of rolldown's chunks (format `cjs`), each in a function of its own, which is run when something first asks for it.
 * V8 then compiles and keeps only what a command loads; in one flat file it makes an object for each function of all of them at every start.
 */
export function joinChunks(chunks: readonly OutputChunk[]): string {
  const entry = chunks.find(({ isEntry }) => isEntry)
  const parts = chunks.map(
    ({ fileName, code }) => `${nameOf(fileName)}:function(module,exports,require){${code}\n}`,
  )
  return `const $parts={${parts.join(',\n')}},$loaded={}
function $load(name){
if(!$parts[name])return process.getBuiltinModule(name)
let module=$loaded[name]
if(!module){module=$loaded[name]={exports:{}};$parts[name](module,module.exports,$load)}
return module.exports
}
$load(${nameOf(entry?.fileName ?? '')})
`
}

/** As the chunks ask for one another. */
function nameOf(fileName: string): string {
  return JSON.stringify(`./${fileName}`)
}
