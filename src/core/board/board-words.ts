/** Short names that people give → the words of the tables. Applied to whole words of a query, in order. */
const SYNONYMS: readonly (readonly [RegExp, string])[] = [
  [/\b(rpi|raspi|rasp|raspberrypi|raspberry pie)\b/g, 'raspberry pi'],
  [/\b(rpi|raspi|raspberrypi)(?=\d|-)/g, 'raspberry pi '],
  [/\bpizero\b/g, 'pi zero'],
  [/\bzero2w?\b/g, 'zero 2 w'],
  [/\bbbb\b/g, 'beaglebone black'],
  [/\bbbg\b/g, 'beaglebone green'],
  [/\bbeagle bone\b/g, 'beaglebone'],
  [/\bpb2\b|\bpocket beagle\b/g, 'pocketbeagle'],
  [/\bvf2\b/g, 'visionfive 2'],
  [/\bopi\b/g, 'orange pi'],
  [/\borangepi\b/g, 'orange pi'],
  [/\bbpi\b|\bbananapi\b/g, 'banana pi'],
  [/^(?:(?:raspberry )?pi )?cm(\d)(s?)\b/g, 'raspberry pi compute module $1$2'],
  [/\b(\d)b\+/g, '$1 model b+'],
  [/\b([1-5])b\b/g, '$1 model b'],
  [/\b3a\+/g, '3 model a+'],
  [/\b(pi|raspberry pi) (1|one)\b(?! model)/g, 'raspberry pi model b'],
  [/\b1 model b\b/g, 'model b'],
  [/\bnvidia jetson\b/g, 'jetson'],
  [/\blichee pi\b/g, 'licheepi'],
]

/** A query in the words of the tables: `rpi 4b` → `raspberry pi 4 model b`. */
export function normalizeQuery(text: string): string {
  let words = text.toLowerCase().replaceAll(/[_/]+/g, ' ').replaceAll(/\s+/g, ' ').trim()
  for (const [pattern, replacement] of SYNONYMS) words = words.replaceAll(pattern, replacement)
  if (/^(pi|zero)\b/.test(words))
    words = words.startsWith('pi') ? `raspberry ${words}` : `raspberry pi ${words}`
  // “Pi 4” is the Model B; the tables say so.
  return words.replace(/^raspberry pi ([234])$/, 'raspberry pi $1 model b')
}

/** Words and numbers of a name: `VisionFive2 v1.3B` → visionfive, 2, v, 1.3, b. `+` is kept: it tells boards apart. */
export function splitWords(text: string): readonly string[] {
  return text.toLowerCase().match(/\d+(?:\.\d+)*|[a-z]+|\+/g) ?? []
}
