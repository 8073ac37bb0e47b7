/** The lines of a failed command that tell most: those with `error`, else the last ones; 1,500 characters at most. */
export function lastLines(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !/^\s*(?:Compiling|Downloaded|Adding|Locking) /.test(line))
  return lines.slice(-14).join('\n').slice(-1500)
}
