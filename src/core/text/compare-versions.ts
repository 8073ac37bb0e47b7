/** Compares dotted versions number by number: `2.9` < `2.31`. What follows the numbers (`-9+deb12u14`, `-nightly`) is left out. Missing parts count 0. */
export function compareVersions(a: string, b: string): number {
  const left = numbers(a)
  const right = numbers(b)
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0)
    if (difference !== 0) return Math.sign(difference)
  }
  return 0
}

function numbers(version: string): readonly number[] {
  const found = /^\d+(\.\d+)*/.exec(version)?.[0] ?? ''
  return found.split('.').map(Number)
}
