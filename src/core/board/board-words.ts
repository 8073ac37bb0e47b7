/** Short names that people give → the words of the tables. Applied to whole words of a query, in order. */
const SYNONYMS: readonly (readonly [RegExp, string])[] = [
  [/\b(rpi|raspi|rasp|raspberrypi|raspberry pie)\b/g, 'raspberry pi'],
  [/\b(rpi|raspi|raspberrypi)(?=\d|-|zero)/g, 'raspberry pi '],
  [/^pi(?=\d)/g, 'pi '],
  [/\bpizero/g, 'pi zero'],
  [/\bpi (?:zero|0) ?wh?\b/g, 'pi zero w'],
  [/\bpi 0\b/g, 'pi zero'],
  [/\bzero ?2w?\b/g, 'zero 2 w'],
  [/\bzero 2 w w\b/g, 'zero 2 w'],
  [/\bhimbeere\b|\bframboise\b/g, 'raspberry'],
  [/\bbbb\b/g, 'beaglebone black'],
  [/\bbbg\b/g, 'beaglebone green'],
  [/\bbeagle bone\b/g, 'beaglebone'],
  [/\bpb2\b|\bpocket beagle\b/g, 'pocketbeagle'],
  [/\bvf2\b/g, 'visionfive 2'],
  [/\bopi(?=\b|\d)/g, 'orange pi '],
  [/\bbpi(?=\b|\d)/g, 'banana pi '],
  [/^(?:(?:raspberry )?pi )?cm(\d)(s?)\b/g, 'raspberry pi compute module $1$2'],
  [/^((?:raspberry )?pi \d)([ab])\b(\+?)/g, '$1 model $2$3'],
  [/\b(pi|raspberry pi) (1|one)\b(?! model)/g, 'raspberry pi model b'],
  [/\b1 model b\b/g, 'model b'],
  [/\bnvidia jetson\b/g, 'jetson'],
  [/\blichee pi\b/g, 'licheepi'],
  // Names of products whose device trees have the names of their circuits (imx8mq-phanbell.dts, apq8016-sbc.dts).
  [/\b(?:google )?coral dev(?:elopment)? board\b|\bcoral dev\b/g, 'google phanbell'],
  [/\b(?:dragonboard|db) ?410c\b/g, 'apq8016 sbc'],
]

/** A query in the words of the tables: `rpi 4b` → `raspberry pi 4 model b`. */
export function normalizeQuery(text: string): string {
  let words = text.toLowerCase().replaceAll(/[_/]+/g, ' ').replaceAll(/\s+/g, ' ').trim()
  for (const [pattern, replacement] of SYNONYMS) words = words.replaceAll(pattern, replacement)
  if (/^(pi|zero)\b/.test(words))
    words = words.startsWith('pi') ? `raspberry ${words}` : `raspberry pi ${words}`
  // “Pi 4” is the Model B; the tables say so.
  return words.replace(/^raspberry pi ([234])(?= rev |$)/, 'raspberry pi $1 model b')
}

/** The same query without what is no part of any name: how much memory it has, which revision it is. From near to far. */
export function otherQueries(text: string): readonly string[] {
  const lower = text.toLowerCase()
  const small = lower.replaceAll(/\b\d+ ?(?:gb|gib|g|mb|mib)\b(?: (?:of )?(?:ram|memory))?/g, ' ')
  const others = [
    lower.replaceAll(/ v(?=\d)/g, ' rev '),
    small,
    small.replaceAll(/ (?:v|rev|version|revision) ?\d+(?:\.\d+)?\b/g, ' '),
  ]
  return [...new Set(others)].filter((other) => other !== lower)
}

/**
 * Words and numbers of a name: `VisionFive2 v1.3B` → visionfive, 2, v, 1.3, b. `+` is kept: it tells boards apart, and “plus” is
 * the same. Makers write `Bananapi BPI-R3` and `Banana Pi R3`.
 */
export function splitWords(text: string): readonly string[] {
  const words = text.toLowerCase().match(/\d+(?:\.\d+)*|[a-z]+|\+/g) ?? []
  return words.flatMap((word) => COMPOUNDS.get(word) ?? [word])
}

const COMPOUNDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['plus', ['+']],
  ['bananapi', ['banana', 'pi']],
  ['bpi', ['banana', 'pi']],
  ['orangepi', ['orange', 'pi']],
  ['raspberrypi', ['raspberry', 'pi']],
  ['rockpi', ['rock', 'pi']],
])

/** Words of a query that say nothing of the board, in some languages. */
export const IDLE_WORDS: ReadonlySet<string> = new Set(
  'a an the my of with board boards sbc computer single mini pc linux io carrier der die das ein eine mein meine mit platine karte rechner einplatinenrechner carte la le les un une ma mon avec ordinateur placa tarjeta el una mi con scheda il uno'.split(
    ' ',
  ),
)
