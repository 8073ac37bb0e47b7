import { resolve } from 'node:path'

import { EXIT } from '../../core/problem/problem.ts'
import { wrongUsage } from '../../core/problem/usage-problems.ts'
import type { FileVerdict } from '../../core/verdict/finding.ts'
import { makePaint } from '../../render/paint.ts'
import { renderVerify } from '../../render/verify-text.ts'
import { probe, recallBoard } from '../../work/probe.ts'
import { shipRunFiles } from '../../work/run-files.ts'
import { runProgram } from '../../work/run-program.ts'
import { makeReadyLooker } from '../../work/make-deep-looker.ts'
import { placeOfTest } from '../../work/testing/place-of-test.ts'
import { openTestBench } from '../../work/testing/test-bench.ts'
import { verifyFiles } from '../../work/verify.ts'
import { chooseBoard } from '../boards.ts'
import type { Command } from '../command.ts'
import { BOARD_OPTIONS } from '../global-options.ts'

/** What cargo calls: `ferry __runner --on BOARD -- PROGRAM ARGS…`. Says nothing where nothing is wrong. */
export const runnerCommand: Command = {
  name: '__runner',
  summary: "cargo's runner: verify, ship and run one program on the board",
  usage: '--on BOARD -- PROGRAM [ARGS]',
  options: BOARD_OPTIONS,
  examples: [
    {
      line: 'ferry __runner --on pi -- target/…/app',
      does: 'what cargo run does after ferry init',
    },
  ],
  words: [0, 0],
  rest: true,
  run: async (context, args) => {
    const [file, ...words] = args.rest
    if (file === undefined)
      throw wrongUsage('ferry __runner needs a program', 'cargo gives it after --', [
        'ferry',
        '--help',
      ])
    const quiet = (): void => undefined
    const { board, loaded } = await chooseBoard(context, args, '__runner')
    const { world } = context
    // The start itself finds out where the board is not what it was; a whole probe for each test would cost a round trip.
    const facts =
      (await recallBoard(world, board.destination)) ??
      (await probe(world, board.destination, quiet))
    const allow = (loaded.config.verify.allow ?? []).map(({ code }) => code)
    const { run: settings } = loaded.config
    const env = { ...settings.env }
    const remote = await world.connect(board.destination)
    const refuse = (verdicts: readonly FileVerdict[]): number => {
      context.passOn(Buffer.from(renderVerify(verdicts, makePaint(false))))
      return EXIT.finding
    }
    try {
      const place = await placeOfTest(world, file)
      if (place) {
        const files = settings.files ?? []
        const options = { facts, ...place, files, env, board: board.name, allow }
        const bench = await openTestBench(world, remote, options, quiet)
        const { host } = world
        const end = await bench.run({
          file: resolve(host.cwd, file),
          args: words,
          cwd: host.cwd,
          env: host.env,
          io: { pty: host.stdinIsTerminal && host.stdoutIsTerminal },
        })
        await bench.close()
        return end.kind === 'ended' ? end.code : refuse(end.verdicts)
      }
      const options = { board: board.name, allow, role: 'program', skipGit: true } as const
      const deep = makeReadyLooker(world, quiet)
      const { results } = await verifyFiles(world, [file], facts, { ...options, deep }, quiet)
      if (results.some(({ verdict }) => verdict === 'fails')) return refuse(results)
      // Set by cargo for what it runs (cargo book, "Environment variables Cargo sets for crates").
      const packageFolder = world.host.env['CARGO_MANIFEST_DIR'] ?? world.host.cwd
      const named = { packageFolder, files: settings.files ?? [] }
      const cwd = await shipRunFiles(world, remote, facts, named, quiet)
      const program = { file, args: words, env, ...(cwd === undefined ? {} : { cwd }) }
      return (await runProgram(world, remote, facts, program, quiet)).code
    } finally {
      await remote.close()
    }
  },
}
