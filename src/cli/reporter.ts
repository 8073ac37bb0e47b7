import type { Event, Tell } from '../core/event.ts'
import { escapeControls } from '../core/text/escape-controls.ts'
import { joinSh } from '../core/text/quote-sh.ts'
import { makePaint } from '../render/paint.ts'
import { renderBar, renderProgress, renderStep } from '../render/step-line.ts'

export interface ReporterOptions {
  readonly write: (text: string) => void
  readonly columns: () => number
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
}

/** A step that lasts longer than this is announced where there is no terminal. */
const ANNOUNCE_MS = 1000

/** Writes the story: one line a finished step, and on a terminal a status line for the running one. */
export function makeReporter(options: ReporterOptions): Reporter {
  const paint = makePaint(options.color)
  const running = new Map<string, { text: string; started: number; announced: boolean }>()
  let status = false
  let lastDraw = 0

  const clear = (): void => {
    if (!status) return
    options.write('\r\u001b[K')
    status = false
  }
  const line = (text: string): void => {
    clear()
    options.write(`${text}\n`)
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
    // Steps of several boards go on at the same time.
    const key = 'id' in event ? `${event.board ?? ''} ${event.id}` : ''
    switch (event.kind) {
      case 'step':
        running.set(key, { text: event.text, started: options.ticks(), announced: false })
        if (options.quiet) return
        if (options.terminal)
          draw(`${renderStep(event.text, undefined, undefined, makePaint(false))} …`)
        else setTimeout(announceLong, ANNOUNCE_MS + 5).unref()
        return
      case 'progress': {
        const step = running.get(key)
        if (options.quiet || !options.terminal || !step || options.ticks() - lastDraw < 80) return
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
        else line(renderStep(step.text, event.text, event.ms, paint))
        return
      }
      case 'note':
        if (!options.quiet) line(renderStep(event.text, undefined, undefined, paint))
        return
      case 'warning':
        line(`${paint('yellow', 'warning')}: ${escapeControls(event.text)}`)
        return
      case 'command':
        if (options.verbose < 1) return
        line(
          paint(
            'dim',
            `     ${event.where === 'host' ? '$' : `${escapeControls(event.where)}$`} ${renderCommand(event, options.verbose > 1)}`,
          ),
        )
        return
      case 'verdict':
        return // The command that asked for it prints it.
    }
  }
  return { tell, clear }
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
