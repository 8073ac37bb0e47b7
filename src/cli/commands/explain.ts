import { EXIT } from '../../core/problem/problem.ts'
import type { ProblemError } from '../../core/problem/problem.ts'
import { unknownTarget } from '../../core/problem/target-problems.ts'
import { nothingToExplain, unknownWord, wrongUsage } from '../../core/problem/usage-problems.ts'
import { makePaint } from '../../render/paint.ts'
import { renderPage } from '../../render/page-text.ts'
import { renderErrorExplanation } from '../../render/explain-error-text.ts'
import { renderTargetExplanation } from '../../render/explain-target-text.ts'
import { renderWordExplanation } from '../../render/explain-word-text.ts'
import { explainCode, isCode, nearestCode } from '../../work/explain-code.ts'
import { explainErrorText } from '../../work/explain-error.ts'
import { findTargetExplanation } from '../../work/explain-target.ts'
import { explainWordText } from '../../work/explain-word.ts'
import type { Command } from '../command.ts'
import type { Context } from '../context.ts'
import { readStdin } from '../read-stdin.ts'

export const explainCommand: Command = {
  name: 'explain',
  summary: 'Explain a target name, a word, a code, or the text of an error',
  usage: 'TARGET | WORD | CODE | TEXT | -',
  about:
    "TARGET is a name of rustc, or of Debian, Docker, Go, Zig, Nix or GNU for it. CODE is what ferry\nprints in brackets. TEXT is an error of cargo, a linker, a loader, ssh, …; - reads it from stdin.\nWORD is a variable (CC, RUST_TARGET), a piece of a name (gnueabihf, musl), a setting or a command\n('linker = \"…\"', 'rustup target add …').",
  options: [],
  examples: [
    {
      line: 'ferry explain armv6-unknown-linux-gnueabihf',
      does: 'no such target: the one that was meant',
    },
    { line: 'ferry explain CC', does: 'a variable, a setting, a command line' },
    { line: 'ferry explain elf/glibc-too-new', does: 'the page of a code' },
    { line: 'cargo build 2>&1 | ferry explain -', does: 'what an error means, and its fix' },
  ],
  words: [0, Number.MAX_SAFE_INTEGER],
  run: async (context, args) => {
    const fromStdin = args.words.length === 0 || (args.words.length === 1 && args.words[0] === '-')
    if (fromStdin && context.world.host.stdinIsTerminal) {
      throw nothingGiven()
    }
    const text = (fromStdin ? await readStdin() : args.words.join(' ')).trim()
    if (text === '') throw nothingGiven()
    if (isCode(text) && (await explainAsCode(context, text))) return EXIT.done
    if (await explainAsWord(context, text)) return EXIT.done
    if (/^\S+$/.test(text) && (await explainAsTarget(context, text))) return EXIT.done
    if (await explainAsError(context, text)) return EXIT.done
    if (await explainAsTarget(context, text)) return EXIT.done
    throw /^\S+$/.test(text) ? unknownTarget(text) : nothingToExplain(text)
  },
}

function nothingGiven(): ProblemError {
  return wrongUsage(
    'ferry explain needs something to explain',
    'usage: ferry explain TARGET | WORD | CODE | TEXT',
    ['ferry', 'explain', '--help'],
  )
}

async function explainAsCode(context: Context, code: string): Promise<boolean> {
  const page = await explainCode(context.world, code)
  if (!page) {
    const near = await nearestCode(context.world, code)
    if (near === undefined) return false
    const meant = ['ferry', 'explain', near]
    throw unknownWord('code', code, near, meant, meant)
  }
  context.answer(
    { schema: 'ferry.explain/1', kind: 'code', input: code, ...page },
    () => `${renderPage(page.text, makePaint(context.color)).trimEnd()}\n`,
  )
  return true
}

async function explainAsTarget(context: Context, text: string): Promise<boolean> {
  const explanation = await findTargetExplanation(text)
  if (!explanation) return false
  context.answer({ ...explanation }, () =>
    renderTargetExplanation(explanation, makePaint(context.color)),
  )
  return true
}

async function explainAsWord(context: Context, text: string): Promise<boolean> {
  const report = await explainWordText(text)
  if (!report) return false
  context.answer({ ...report }, () => renderWordExplanation(report, makePaint(context.color)))
  return true
}

async function explainAsError(context: Context, text: string): Promise<boolean> {
  const report = await explainErrorText(text)
  if (!report) return false
  context.answer({ ...report }, () => renderErrorExplanation(report, makePaint(context.color)))
  return true
}
