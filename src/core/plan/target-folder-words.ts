/** cargo's option for where it builds; the value follows, or stands behind `=`. */
const OPTION = '--target-dir'

/** cargo's arguments with another folder to build in: below the one that they name, else below `usual`. */
export function withTargetFolder(
  args: readonly string[],
  below: string,
  usual: string,
): readonly string[] {
  const end = args.indexOf('--')
  const own = end < 0 ? args : args.slice(0, end)
  let folder = usual
  const rest: string[] = []
  for (let at = 0; at < own.length; at++) {
    const word = own[at] ?? ''
    if (word === OPTION) folder = own[++at] ?? usual
    else if (word.startsWith(`${OPTION}=`)) folder = word.slice(OPTION.length + 1)
    else rest.push(word)
  }
  const named = [OPTION, `${folder.replace(/[\\/]+$/, '')}/${below}`]
  return [...rest, ...named, ...(end < 0 ? [] : args.slice(end))]
}
