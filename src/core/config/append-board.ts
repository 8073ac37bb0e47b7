/**
 * ferry.toml with one more `[board.NAME]` at its end; every byte before stays, so that comments survive.
 * The name is quoted where it is no bare key (TOML 1.0, Keys).
 */
export function appendBoard(
  text: string,
  board: { readonly name: string; readonly destination: string },
): string {
  const key = /^[A-Za-z0-9_-]+$/.test(board.name) ? board.name : JSON.stringify(board.name)
  const gap = text === '' ? '' : text.endsWith('\n') ? '\n' : '\n\n'
  return `${text}${gap}[board.${key}]\ndestination = ${JSON.stringify(board.destination)}\n`
}
