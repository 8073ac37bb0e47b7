import type { Event, Tell } from '../core/event.ts'
import { escapeControls } from '../core/text/escape-controls.ts'
import { joinSh } from '../core/text/quote-sh.ts'
import { renderBoardLine, renderBoardsVerdict } from '../render/board-lines.ts'
import type { BoardLine } from '../render/board-lines.ts'
import { makePaint } from '../render/paint.ts'
import { renderBar, renderProgress, renderStep } from '../render/step-line.ts'
import { makeBoardsView } from './boards-view.ts'
import type { BoardsView } from './boards-view.ts'

export interface ReporterOptions {
  readonly write: (text: string) => void
  readonly columns: () => number
  readonly rows: () => number
  /** A terminal: the running step is shown on a status line that is rewritten. */
  readonly terminal: boolean
  readonly color: boolean
  readonly quiet: boolean
  readonly verbose: number
  readonly ticks: () => number
}

export interface Reporter {
  readonly tell: Tell
  /** Takes the status line away, so that others may write. */
  readonly clear: () => void
  /** From now on several boards are worked on. */
  readonly watch: (names: readonly string[]) => BoardsWatch
}

/** Several boards: a line for each on a terminal, drawn again as they get on; else a line when one ends. Then the verdict on all. */
export interface BoardsWatch {
  readonly begin: (name: string) => void
  readonly end: (line: BoardLine) => void
  /** `again`: the command line that tries those once more that failed. */
  readonly close: (lines: readonly BoardLine[], again: string) => void
}

/** A step that lasts longer than this is announced where there is no terminal. */
const ANNOUNCE_MS = 1000

/** Writes the story: one line a finished step, and on a terminal a status line for the running one. */
export function makeReporter(options: ReporterOptions): Reporter {
  const paint = makePaint(options.color)
  const running = new Map<string, { text: string; started: number; announced: boolean }>()
  let view: BoardsView | undefined
  let status = false
  let lastDraw = 0

  const clear = (): void => {
    view?.hide()
    if (!status) return
    options.write('\r\u001b[K')
    status = false
  }
  const line = (text: string, { board }: Pick<Event, 'board'> = {}): void => {
    clear()
    options.write(`${board === undefined ? '' : `${escapeControls(board)} | `}${text}\n`)
  }
  const draw = (text: string): void => {
    const width = options.columns()
    options.write(`\r\u001b[K${cut(text, width - 1)}`)
    status = true
    lastDraw = options.ticks()
  }
  const announceLong = (): void => {
    for (const step of running.values()) {
      if (step.announced || options.ticks() - step.started < ANNOUNCE_MS) continue
      step.announced = true
      line(`${renderStep(step.text, undefined, undefined, paint)} …`)
    }
  }

  const tell = (event: Event): void => {
    view?.tell(event)
    // The steps of one of several boards are its line's to show.
    if (event.board !== undefined && 'id' in event && options.verbose < 1) return
    // Steps of several boards go on at the same time.
    const key = 'id' in event ? `${event.board ?? ''} ${event.id}` : ''
    switch (event.kind) {
      case 'step':
        running.set(key, { text: event.text, started: options.ticks(), announced: false })
        if (options.quiet) return
        if (options.terminal && !view)
          draw(`${renderStep(event.text, undefined, undefined, makePaint(false))} …`)
        else setTimeout(announceLong, ANNOUNCE_MS + 5).unref()
        return
      case 'progress': {
        const step = running.get(key)
        if (options.quiet || !options.terminal || view || !step || options.ticks() - lastDraw < 80)
          return
        const text = renderStep(step.text, undefined, undefined, makePaint(false))
        const amount = renderProgress(
          event.done,
          event.total,
          event.unit,
          options.ticks() - step.started,
        )
        const room = options.columns() - text.length - amount.length - 6
        draw(text + renderBar(event.done, event.total, Math.min(30, room)) + amount)
        return
      }
      case 'step-done': {
        const step = running.get(key)
        running.delete(key)
        if (options.quiet || !step) return
        if (event.text === undefined && event.ms < 100 && options.verbose < 2) clear()
        else line(renderStep(step.text, event.text, event.ms, paint), event)
        return
      }
      case 'note':
        if (!options.quiet) line(renderStep(event.text, undefined, undefined, paint), event)
        return
      case 'warning':
        line(`${paint('yellow', 'warning')}: ${escapeControls(event.text)}`, event)
        return
      case 'command':
        if (options.verbose < 1) return
        line(
          paint(
            'dim',
            `     ${event.where === 'host' ? '$' : `${escapeControls(event.where)}$`} ${renderCommand(event, options.verbose > 1)}`,
          ),
          event,
        )
        return
      case 'verdict':
        return // The command that asked for it prints it.
    }
  }
  const watch = (names: readonly string[]): BoardsWatch => {
    const width = Math.max(...names.map((name) => escapeControls(name).length))
    const { write, columns, rows, ticks, quiet } = options
    if (options.terminal && !quiet) {
      view = makeBoardsView({ names, write, columns, rows, ticks, paint })
    }
    const say = (text: string): void => {
      clear()
      if (!quiet) write(text)
    }
    return {
      begin: (name) => view?.begin(name),
      end: (ended) => {
        if (view) view.end(ended)
        else say(renderBoardLine(ended, width, paint))
      },
      close: (lines, again) => {
        const wasView = view
        view = undefined
        wasView?.close()
        if (wasView) say(lines.map((one) => renderBoardLine(one, width, paint)).join(''))
        say(renderBoardsVerdict(lines, again, paint))
      },
    }
  }
  return { tell, clear, watch }
}

/** A script of many lines (the probe has sixty) is written out where `whole`; else its length is told. */
function renderCommand(event: Extract<Event, { kind: 'command' }>, whole: boolean): string {
  const env = Object.entries(event.env ?? {}).map(([name, value]) => `${name}=${joinSh([value])}`)
  return escapeControls(
    [...env, joinSh([event.file, ...(whole ? event.args : event.args.map(shorten))])].join(' '),
  )
}

function shorten(word: string): string {
  const lines = word.split('\n').length
  return lines < 4 ? word : `(a script of ${lines} lines: -vv prints it)`
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`
}
