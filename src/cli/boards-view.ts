import type { Event } from '../core/event.ts'
import type { BoardLine } from '../render/board-lines.ts'
import { renderBoardsScreen } from '../render/boards-screen.ts'
import type { BoardState } from '../render/boards-screen.ts'
import type { Paint } from '../render/paint.ts'
import { renderProgress } from '../render/step-line.ts'

export interface BoardsViewOptions {
  readonly names: readonly string[]
  readonly write: (text: string) => void
  readonly columns: () => number
  readonly rows: () => number
  readonly paint: Paint
  readonly ticks: () => number
}

/** Several boards on a terminal, one line each, drawn again as they get on. */
export interface BoardsView {
  readonly begin: (name: string) => void
  /** What a board (`event.board`) is at. */
  readonly tell: (event: Event) => void
  readonly end: (line: BoardLine) => void
  /** Takes the lines away, so that others may write; they come back by themselves. */
  readonly hide: () => void
  /** Takes them away for good. */
  readonly close: () => void
}

const DRAW_MS = 100
/** Seconds are counted. */
const STALE_MS = 1000

interface Working {
  readonly started: number
  readonly steps: Map<string, { readonly text: string; readonly amount: string }>
}

export function makeBoardsView(options: BoardsViewOptions): BoardsView {
  const { write, ticks, paint } = options
  const working = new Map<string, Working>()
  const ended = new Map<string, BoardLine>()
  /** Lengths of the lines on the screen. */
  let drawn: readonly number[] = []
  let dirty = true
  let lastDraw = -Infinity

  const stateOf = (name: string): BoardState => {
    const line = ended.get(name)
    if (line) return { kind: 'ended', name, line }
    const work = working.get(name)
    if (!work) return { kind: 'waiting', name }
    const step = [...work.steps.values()].at(-1)
    const text = step ? step.text + step.amount : ''
    return { kind: 'working', name, text, ms: ticks() - work.started }
  }
  /** To the first line of what is drawn. A terminal that became narrower has broken lines in two. */
  const goBack = (): string => {
    const columns = Math.max(1, options.columns())
    const up = drawn.reduce((sum, length) => sum + Math.max(1, Math.ceil(length / columns)), 0)
    return up > 0 ? `\r\u001b[${up}A` : ''
  }
  const hide = (): void => {
    if (drawn.length === 0) return
    write(`${goBack()}\u001b[J`)
    drawn = []
    dirty = true
  }
  const draw = (): void => {
    const now = ticks()
    if (!dirty && now - lastDraw < STALE_MS) return
    const size = { columns: options.columns(), rows: options.rows() }
    const lines = renderBoardsScreen(options.names.map(stateOf), size, paint)
    write(`${goBack()}${lines.map((line) => `${line}\u001b[K\n`).join('')}\u001b[J`)
    // oxlint-disable-next-line no-control-regex -- colours take no room
    drawn = lines.map((line) => line.replaceAll(/\u001b\[\d*m/g, '').length)
    dirty = false
    lastDraw = now
  }
  const timer = setInterval(draw, DRAW_MS)
  timer.unref()

  return {
    begin: (name) => {
      working.set(name, { started: ticks(), steps: new Map() })
      dirty = true
    },
    tell: (event) => {
      const steps = working.get(event.board ?? '')?.steps
      if (!steps || !('id' in event)) return
      if (event.kind === 'step') steps.set(event.id, { text: event.text, amount: '' })
      else if (event.kind === 'step-done') steps.delete(event.id)
      else {
        const { text } = steps.get(event.id) ?? { text: '' }
        steps.set(event.id, {
          text,
          amount: renderProgress(event.done, event.total, event.unit, 0),
        })
      }
      dirty = true
    },
    end: (line) => {
      ended.set(line.name, line)
      dirty = true
    },
    hide,
    close: () => {
      clearInterval(timer)
      hide()
    },
  }
}
