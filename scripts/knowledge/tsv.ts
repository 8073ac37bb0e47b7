import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** One row of a table, by column name. A column that the row lacks reads as an empty string. */
export type Row = (column: string) => string

/** Reads `facts/NAME.tsv`: tab-separated, the first line names the columns. Throws where a column is asked for that the table does not have. */
export function readTsv(name: string): readonly Row[] {
  const file = resolve(import.meta.dirname, '../../facts', `${name}.tsv`)
  const [head = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n')
  const columns = new Map(head.split('\t').map((column, index) => [column, index]))
  return lines.map((line) => {
    const cells = line.split('\t')
    return (column) => {
      const index = columns.get(column)
      if (index === undefined) throw new Error(`${name}.tsv has no column ${column}`)
      return cells[index] ?? ''
    }
  })
}
