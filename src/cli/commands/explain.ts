import { EXIT } from '../../core/problem/problem.ts'
import { unknownTarget } from '../../core/problem/target-problems.ts'
import { nothingToExplain, unknownWord, wrongUsage } from '../../core/problem/usage-problems.ts'
import { makePaint } from '../../render/paint.ts'
import { renderPage } from '../../render/page-text.ts'
import { renderErrorExplanation } from '../../render/explain-error-text.ts'
import { renderTargetExplanation } from '../../render/explain-target-text.ts'
import { explainCode, isCode, nearestCode } from '../../work/explain-code.ts'
import { explainErrorText } from '../../work/explain-error.ts'
import { findTargetExplanation } from '../../work/explain-target.ts'
import type { Command } from '../command.ts'
import type { Context } from '../context.ts'
import { readStdin } from '../read-stdin.ts'

export const explainCommand: Command = {
  name: 'explain',
  summary: 'Explain a target name, a code, or the text of an error',
  usage: 'TARGET | CODE | TEXT | -',
  about:
    'TARGET is a name of rustc, or of Debian, Docker, Go, Zig, Nix or GNU for it. CODE is what ferry\nprints in brackets. TEXT is an error of cargo, a linker, a loader, ssh, …; - reads it from stdin.',
  options: [],
  examples: [
    {
      line: 'ferry explain armv6-unknown-linux-gnueabihf',
      does: 'no such target: the one that was meant',
    },
    { line: 'ferry explain elf/glibc-too-new', does: 'the page of a code' },
    { line: 'cargo build 2>&1 | ferry explain -', does: 'what an error means, and its fix' },
  ],
  words: [0, Number.MAX_SAFE_INTEGER],
  run: async (context, args) => {
    const fromStdin = args.words.length === 0 || (args.words.length === 1 && args.words[0] === '-')
    if (fromStdin && context.world.host.stdinIsTerminal) {
      throw wrongUsage(
        'ferry explain needs something to explain',
        'usage: ferry explain TARGET | CODE | TEXT',
        ['ferry', 'explain', '--help'],
      )
    }
    const text = (fromStdin ? await readStdin() : args.words.join(' ')).trim()
    if (isCode(text) && (await explainAsCode(context, text))) return EXIT.done
    if (/^\S+$/.test(text) && (await explainAsTarget(context, text))) return EXIT.done
    if (await explainAsError(context, text)) return EXIT.done
    if (await explainAsTarget(context, text)) return EXIT.done
    throw /^\S+$/.test(text) ? unknownTarget(text) : nothingToExplain(text)
  },
}

async function explainAsCode(context: Context, code: string): Promise<boolean> {
  const page = await explainCode(context.world, code)
  if (!page) {
    const near = await nearestCode(context.world, code)
    if (near === undefined) return false
    throw unknownWord('code', code, near, ['ferry', 'explain', near])
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

async function explainAsError(context: Context, text: string): Promise<boolean> {
  const report = await explainErrorText(text)
  if (!report) return false
  context.answer({ ...report }, () => renderErrorExplanation(report, makePaint(context.color)))
  return true
}
