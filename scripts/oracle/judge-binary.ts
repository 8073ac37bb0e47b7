import type { BoardFacts } from '../../src/core/board/board-facts.ts'
import { decodeText } from '../../src/core/bytes/decode-text.ts'
import type { LinkedSymbols } from '../../src/core/elf/read-linked-symbols.ts'
import { quoteSh } from '../../src/core/text/quote-sh.ts'
import type { FileVerdict } from '../../src/core/verdict/finding.ts'
import type { World } from '../../src/ports/world.ts'
import type { KeptLibraries } from '../../src/work/keep-libraries.ts'
import { makeDeepLooker } from '../../src/work/make-deep-looker.ts'
import { verifyFiles } from '../../src/work/verify.ts'
import { planOnBoard, type Enterable } from './enter-board.ts'
import type { OracleWorld } from './make-oracle-world.ts'

/**
 * ferry's own verdict on a staged binary, as `ferry verify [--deep]` and `ferry run` reach it: by
 * the board's facts, and by questions to the board for what they leave open.
 */
export async function judgeBinary(
  path: string,
  board: BoardFacts,
  options: { readonly deep: boolean; readonly enterable: Enterable },
  { world, tell }: OracleWorld,
): Promise<FileVerdict> {
  const bytes = async (script: string): Promise<Uint8Array> => {
    const command = planOnBoard(options.enterable, `/bin/sh -c ${quoteSh(script)}`)
    const limits = { timeoutMs: 60_000, maxBytes: 32 * 1024 * 1024 }
    return (await world.processes.run(command, limits)).stdout
  }
  const ask = Object.assign(async (script: string) => decodeText(await bytes(script)), {
    bytes,
    libraries: rememberLibraries(options.enterable.root),
  })
  const deep = options.deep ? { deep: makeDeepLooker(rememberDeep(world), tell) } : {}
  const wish = { role: 'program', skipGit: true, ask, ...deep } as const
  const { results } = await verifyFiles(world, [path], board, wish, () => {})
  const own = results.find((result) => result.file === path)
  if (!own) throw new Error(`${path} was not judged`)
  return own
}

/** Libraries of a root, read once for all CPUs and programs. */
const librariesOf = new Map<string, Map<string, LinkedSymbols>>()

function rememberLibraries(root: string): KeptLibraries {
  const kept = librariesOf.get(root) ?? new Map<string, LinkedSymbols>()
  librariesOf.set(root, kept)
  return {
    recall: async (path) => kept.get(path),
    keep: async (path, symbols) => void kept.set(path, symbols),
  }
}

/** Answers of the helper that looks into code, by its command line: the same for every board. */
const answers = new Map<string, ReturnType<World['processes']['run']>>()

function rememberDeep(world: World): World {
  const run: World['processes']['run'] = (command, options) => {
    if (!/ferry-deep(\.exe)?$/.test(command.file)) return world.processes.run(command, options)
    const key = [command.file, ...command.args].join('\n')
    const answer = answers.get(key) ?? world.processes.run(command, options)
    answers.set(key, answer)
    return answer
  }
  return { ...world, processes: { ...world.processes, run } }
}
