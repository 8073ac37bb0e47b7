/** Rows of a generated table (rows by line feed, cells by tab). Cells that a row lacks read as empty strings. */
export function parseTable(text: string): readonly (readonly string[])[] {
  return text === '' ? [] : text.split('\n').map((line) => line.split('\t'))
}
