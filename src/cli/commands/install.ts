import type { SelectedBoard } from '../../core/plan/select-boards.ts'
import { EXIT } from '../../core/problem/problem.ts'
import { wrongUsage } from '../../core/problem/usage-problems.ts'
import { escapeLine } from '../../core/text/escape-controls.ts'
import { formatSize } from '../../core/text/format-size.ts'
import { makePaint } from '../../render/paint.ts'
import { toVerifyJson } from '../../render/verify-json.ts'
import { renderVerify } from '../../render/verify-text.ts'
import { renderWarnings } from '../../render/warnings-text.ts'
import { INSTALL_FOLDER, installOnBoard } from '../../work/install-on-board.ts'
import type { InstallOnBoardReport, InstallOnBoardRequest } from '../../work/install-on-board.ts'
import { allowedCodes } from '../allowed-codes.ts'
import { atOnceOf, chooseBoards } from '../boards.ts'
import { codeOfBoards, eachBoard, failedBoards } from '../each-board.ts'
import { BUILD_OPTIONS, CARGO_OPTIONS, VERIFY_OPTIONS } from '../cargo-options.ts'
import { answerDry, endDry, makeDryWorld } from '../dry-run.ts'
import { buildWishes } from '../build-request.ts'
import type { Args, Command } from '../command.ts'
import { valueOf } from '../command.ts'
import type { Context } from '../context.ts'
import { BOARDS_OPTIONS } from '../global-options.ts'

/** Options of cargo install that are passed on; the rest of run's make no sense here. */
const PASSED = [
  'bin',
  'example',
  'features',
  'all-features',
  'no-default-features',
  'profile',
  'jobs',
  'offline',
  'frozen',
  'config',
  'ignore-rust-version',
  'Z',
]

export const installCommand: Command = {
  name: 'install',
  summary: 'Build a crate from crates.io and put its programs on the board',
  usage: 'CRATE[@VERSION] [--on BOARD] [--to FOLDER]',
  about:
    "The programs go to ~/.local/bin of the board, or to FOLDER. All of the crate's programs are verified\nbefore the first is sent.",
  options: [
    ...BOARDS_OPTIONS,
    { long: 'to', value: 'FOLDER', help: 'Folder on the board (default: ~/.local/bin)' },
    { long: 'version', value: 'VERSION', help: 'As CRATE@VERSION' },
    { long: 'locked', help: "Use the crate's own Cargo.lock" },
    { long: 'git', value: 'URL', help: 'From a git repository' },
    { long: 'branch', value: 'BRANCH', help: 'Its branch' },
    { long: 'tag', value: 'TAG', help: 'Its tag' },
    { long: 'rev', value: 'SHA', help: 'Its commit' },
    { long: 'path', value: 'FOLDER', help: 'From a folder of this host' },
    {
      long: 'target',
      value: 'TARGET',
      help: 'The rustc target, in place of the one that suits the board',
    },
    ...BUILD_OPTIONS.filter(({ long }) => long === 'static' || long === 'glibc'),
    ...VERIFY_OPTIONS,
    ...CARGO_OPTIONS.filter(({ long }) => PASSED.includes(long)),
  ],
  examples: [
    { line: 'ferry install ripgrep --on pi@raspberrypi.local', does: 'the newest version' },
    {
      line: 'ferry install ripgrep@15.1.0 --locked --on pi',
      does: 'that version, with its own Cargo.lock',
    },
    {
      line: 'ferry install --path . --on pi --to /usr/local/bin',
      does: 'the crate of this folder',
    },
  ],
  words: [0, 1],
  run: async (context, args) => {
    const { boards, loaded } = await chooseBoards(context, args, 'install')
    const paint = makePaint(context.color)
    const dry = context.dryRun ? makeDryWorld(context.world) : undefined
    const reports: InstallOnBoardReport[] = []
    const one = async (own: Context, board: SelectedBoard): Promise<number> => {
      const request = {
        ...toRequest(own, args),
        board,
        allow: allowedCodes(args, loaded.config),
      }
      const report = await installOnBoard(dry?.world ?? context.world, request, own.tell).catch(
        endDry,
      )
      if (!report) return EXIT.done
      reports.push(report)
      if (report.shipped.length === 0) return EXIT.finding
      own.passOn(Buffer.from(renderWarnings(report.verdicts, paint)))
      return EXIT.done
    }
    const outcomes = await eachBoard(context, {
      command: 'install',
      boards,
      atOnce: atOnceOf(args, 'install'),
      work: async (own, board) => ({ code: await one(own, board), value: undefined }),
    })
    if (dry) return answerDry(context, dry.commands)
    context.answer(
      {
        schema: 'ferry.install/1',
        installed: reports.map(({ board, installed, shipped, verdicts }) => ({
          board,
          crate: installed.crate,
          version: installed.version,
          shipped,
          results: toVerifyJson(verdicts).results,
        })),
        ...failedBoards(outcomes),
      },
      () => reports.map((report) => renderReport(report, context)).join(''),
    )
    return codeOfBoards(outcomes)
  },
}

function toRequest(context: Context, args: Args): Omit<InstallOnBoardRequest, 'board' | 'allow'> {
  const [word] = args.words
  const [crate, pinned] = word?.split('@') ?? []
  const text = (name: 'git' | 'branch' | 'tag' | 'rev' | 'path'): Record<string, string> => {
    const value = valueOf(args, name)
    return value === undefined ? {} : { [name]: value }
  }
  const source = {
    ...text('git'),
    ...text('branch'),
    ...text('tag'),
    ...text('rev'),
    ...text('path'),
  }
  if (crate === undefined && !('git' in source) && !('path' in source)) {
    throw wrongUsage('ferry install needs a crate', 'usage: ferry install CRATE[@VERSION]', [
      'ferry',
      'install',
      '--help',
    ])
  }
  const version = pinned ?? valueOf(args, 'version')
  const target = valueOf(args, 'target')
  return {
    install: {
      ...(crate === undefined ? {} : { crate }),
      ...(version === undefined ? {} : { version }),
      ...source,
      ...(args.switches.has('locked') ? { locked: true } : {}),
      cargoArgs: args.cargo,
      display: {
        ...(context.quiet ? {} : { show: context.passOn }),
        ...(context.columns === undefined ? {} : { columns: context.columns }),
        signal: context.signal,
      },
    },
    to: `${(valueOf(args, 'to') ?? INSTALL_FOLDER).replace(/\/+$/, '')}/`,
    ...(target === undefined ? {} : { target }),
    ...(context.toolchain === undefined ? {} : { toolchain: context.toolchain }),
    ...buildWishes(args, 'install'),
    force: args.switches.has('force'),
    signal: context.signal,
  }
}

function renderReport(
  { board, installed, shipped, verdicts }: InstallOnBoardReport,
  context: Context,
): string {
  if (shipped.length === 0) return renderVerify(verdicts, makePaint(context.color))
  return shipped
    .map(
      (one) =>
        `${escapeLine(`${board}:${one.path}`)}  ${installed.crate} ${installed.version}, ${one.unchanged ? 'was there already' : `${formatSize(one.size)}, sent as ${formatSize(one.sent)}`}\n`,
    )
    .join('')
}
