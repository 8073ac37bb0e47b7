import { renderRows } from './rows-text.ts'

/** What the list needs of a virtual board. */
export interface VirtualRow {
  readonly name: string
  readonly title: string
  readonly release: string
  readonly cpu: string
  /** The whole computer is emulated. */
  readonly full: boolean
  /** `127.x.y.z:port`, or undefined while it is stopped. */
  readonly at?: string
}

/** `ferry virtual list`: the boards that have state, then the presets that could be started. */
export function renderVirtualList(
  boards: readonly VirtualRow[],
  others: readonly VirtualRow[],
): string {
  const rows = [
    ...boards.map((board) => [
      board.name,
      `${board.at === undefined ? 'stopped' : 'running'}${board.full ? ', full' : ''}`,
      board.cpu,
      board.release,
      board.at ?? '',
      board.title,
    ]),
    ...others.map((board) => [board.name, 'not made', board.cpu, board.release, '', board.title]),
  ]
  return renderRows([['NAME', 'STATE', 'CPU', 'RELEASE', 'ADDRESS', 'BOARD'], ...rows])
}
