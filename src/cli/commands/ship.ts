import type { Context } from '../context.ts'
import type { SelectedBoard } from '../../core/plan/select-boards.ts'
import { escapeLine } from '../../core/text/escape-controls.ts'
import { formatSize } from '../../core/text/format-size.ts'
import { EXIT } from '../../core/problem/problem.ts'
import { noSuchFile } from '../../core/problem/verify-problems.ts'
import type { FileVerdict } from '../../core/verdict/finding.ts'
import { makePaint } from '../../render/paint.ts'
import { toVerifyJson } from '../../render/verify-json.ts'
import { renderVerify } from '../../render/verify-text.ts'
import { probe } from '../../work/probe.ts'
import { ship } from '../../work/ship.ts'
import type { ShipReport } from '../../work/ship.ts'
import { askBoard } from '../../work/ask-board.ts'
import { makeReadyLooker } from '../../work/make-deep-looker.ts'
import { verifyFiles } from '../../work/verify.ts'
import { allowedCodes } from '../allowed-codes.ts'
import { atOnceOf, chooseBoards } from '../boards.ts'
import { codeOfBoards, eachBoard, failedBoards } from '../each-board.ts'
import { VERIFY_OPTIONS } from '../cargo-options.ts'
import { answerDry, endDry, makeDryWorld } from '../dry-run.ts'
import type { Command } from '../command.ts'
import { valueOf } from '../command.ts'
import { BOARDS_OPTIONS } from '../global-options.ts'
import { fileMode } from '../file-mode.ts'

export const shipCommand: Command = {
  name: 'ship',
  summary: 'Put a file on the board, whole or not at all',
  usage: 'FILE [PATH] [--on BOARD]',
  about:
    'Nothing is sent where the board has the file already. It is written beside, checked, renamed, so\nthat a program that runs is replaced safely. PATH is a file, or a folder that exists or ends in /;\nrelative ones start in the home folder. ELF files are verified first.',
  options: [
    ...BOARDS_OPTIONS,
    ...VERIFY_OPTIONS,
    { long: 'mode', value: 'OCTAL', help: "Permission bits (default: the file's own)" },
  ],
  examples: [
    {
      line: 'ferry ship target/release/app /usr/local/bin/app --on root@beaglebone',
      does: 'a program to its place',
    },
    { line: 'ferry ship config.toml etc/ --on pi', does: 'into a folder below home' },
  ],
  words: [1, 2],
  run: async (context, args) => {
    const { boards, loaded } = await chooseBoards(context, args, 'ship')
    const [file = '', to = '~/'] = args.words
    if ((await context.world.files.stat(file)) === undefined) throw noSuchFile(file)
    const mode = await fileMode(context.world, file, valueOf(args, 'mode'))
    const dry = context.dryRun ? makeDryWorld(context.world) : undefined
    const world = dry?.world ?? context.world
    const reports: ShipReport[] = []
    const refused: FileVerdict[] = []
    const isElf = await startsAsElf(context.world, file)
    const one = async ({ tell }: Context, board: SelectedBoard): Promise<number> => {
      const facts = await probe(context.world, board.destination, tell, {
        signal: context.signal,
      })
      if (isElf) {
        const { ask, close } = askBoard(context.world, board.destination)
        const { results } = await verifyFiles(
          context.world,
          [file],
          facts,
          {
            board: board.name,
            allow: allowedCodes(args, loaded.config),
            deep: makeReadyLooker(context.world, tell),
            ...(ask && { ask }),
          },
          tell,
        )
        await close()
        if (results.some(({ verdict }) => verdict === 'fails') && !args.switches.has('force')) {
          refused.push(...results)
          return EXIT.finding
        }
      }
      const remote = await world.connect(board.destination)
      try {
        const report = await ship(
          context.world,
          remote,
          facts,
          { file, to, mode, signal: context.signal },
          tell,
        )
        // By the name that was asked for, not the destination behind it.
        reports.push({ ...report, board: board.name })
      } catch (error) {
        endDry(error)
      } finally {
        await remote.close()
      }
      return EXIT.done
    }
    const outcomes = await eachBoard(context, {
      command: 'ship',
      boards,
      atOnce: atOnceOf(args, 'ship'),
      work: async (own, board) => ({ code: await one(own, board), value: undefined }),
    })
    if (dry) return answerDry(context, dry.commands)
    context.answer(
      {
        schema: 'ferry.ship/1',
        shipped: reports,
        results: toVerifyJson(refused).results,
        ...failedBoards(outcomes),
      },
      () =>
        [
          refused.length > 0 ? renderVerify(refused, makePaint(context.color)) : '',
          ...reports.map(
            (report) =>
              `${escapeLine(`${report.board}:${report.path}`)} ${report.unchanged ? 'was there already' : `${formatSize(report.size)}, sent as ${formatSize(report.sent)}`}\n`,
          ),
        ].join(''),
    )
    return codeOfBoards(outcomes)
  },
}

async function startsAsElf(world: Parameters<typeof fileMode>[0], file: string): Promise<boolean> {
  const head = await world.files.readAt(file, 0, 4)
  return head !== undefined && decodeMagic(head) === '7f454c46'
}

function decodeMagic(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
