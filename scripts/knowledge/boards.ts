import { tableModule } from './table-module.ts'
import { readTsv } from './tsv.ts'
import type { Row } from './tsv.ts'

interface Board {
  readonly tier: string
  readonly name: string
  readonly model: string
  readonly id: string
  readonly compatible: string
  readonly silicon: string
  readonly systems: string
}

/** src/core/knowledge/boards.ts, board-silicon.ts and socs.ts. */
export function boardModules(): Readonly<Record<string, string>> {
  const boards = readBoards()
  const socs = readTsv('socs').map((row) => ({
    soc: row('soc_compatible'),
    silicon: siliconOf(row, '', row('quirks')),
    variants: row('variants'),
  }))
  const silicon = [
    ...new Set([...boards.map((b) => b.silicon), ...socs.map((s) => s.silicon)]),
  ].toSorted()
  const indexOf = (text: string): string => String(silicon.indexOf(text))
  return {
    'board-silicon.ts': tableModule(
      'BOARD_SILICON',
      ['cpus', 'isa', 'riscv_isa', 'quirks'],
      silicon.map((text) => text.split('|')),
      'facts/boards.tsv, facts/dt-boards.tsv and facts/socs.tsv',
    ),
    'boards.ts': tableModule(
      'BOARDS',
      ['tier', 'name', 'model', 'id', 'compatible', 'silicon', 'systems'],
      boards.map((b) => [
        b.tier,
        b.name,
        b.model,
        b.id,
        b.compatible,
        indexOf(b.silicon),
        b.systems,
      ]),
      'facts/boards.tsv, facts/dt-boards.tsv and facts/more-boards.tsv',
    ),
    'socs.ts': tableModule(
      'SOCS',
      ['soc', 'silicon', 'variants'],
      socs.map((s) => [s.soc, indexOf(s.silicon), s.variants]),
      'facts/socs.tsv',
    ),
  }
}

/** Rows of boards.tsv (tiers A and B), of dt-boards.tsv that are not among them (tier D), and of more-boards.tsv (tier M). */
function readBoards(): readonly Board[] {
  const trees = new Map(readTsv('dt-boards').map((row) => [row('compatible'), row]))
  const boards: Board[] = readTsv('boards').map((row) => {
    const tree = trees.get(row('dt_compatible'))
    return {
      tier: row('tier'),
      name: ascii(row('board_name')),
      model: row('dt_model') === row('board_name') ? '' : ascii(row('dt_model')),
      id:
        row('board_name') === 'Raspberry Pi' || !row('board_name').startsWith('Raspberry Pi')
          ? row('armbian_id')
          : '',
      compatible: row('dt_compatible'),
      silicon: siliconOf(row, tree?.('riscv_isa') ?? '', row('quirks')),
      systems: systemsOf(row('known_userland')),
    }
  })
  const known = new Set(boards.flatMap((b) => b.compatible.split(' ').slice(0, 1)))
  for (const [compatible, row] of trees) {
    const first = compatible.split(' ')[0] ?? ''
    if (known.has(first)) continue
    known.add(first)
    boards.push({
      tier: 'D',
      name: ascii(row('model')) || first,
      model: '',
      id: '',
      compatible,
      silicon: siliconOf(row, row('riscv_isa'), row('quirks')),
      systems: '',
    })
  }
  for (const row of readTsv('more-boards'))
    boards.push({
      tier: 'M',
      name: row('name'),
      model: '',
      id: '',
      compatible: row('compatible'),
      silicon: `${row('cpus')}|${row('isa')}||${row('quirks')}`,
      systems: row('systems'),
    })
  return boards
}

function siliconOf(row: Row, riscvIsa: string, quirks: string): string {
  return [
    row('cpus'),
    row('isa'),
    riscvIsa,
    quirks
      .replace(/^armv6:.*/, '')
      .replace('16k-page-kernel-default(RPiOS64)', '16k-pages')
      .replace('16k-page-kernel', '16k-pages'),
  ].join('|')
}

/** Words of `known_userland` → Debian architecture names of the systems that are made for the board. */
function systemsOf(text: string): string {
  if (text === '') return ''
  const armbian = /^Armbian (\S+)/.exec(text)?.[1]
  if (armbian !== undefined) return armbian
  if (text.includes('64-bit')) return 'arm64 rpi-armhf'
  return 'rpi-armhf'
}

/** Names stay ASCII, so that the bundle's strings take one byte a character. */
function ascii(text: string): string {
  return text
    .replaceAll('\u2122', '')
    .replaceAll(/[\u2013\u2014]/g, '-')
    .replaceAll(/[^\x20-\x7e]/g, '')
    .replaceAll(/[`\\]/g, "'")
    .trim()
}
