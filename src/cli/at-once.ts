/** Does the work for each item, `limit` of them at the same time. Gives what came out in the order of the items. */
export async function atOnce<item, value>(
  items: readonly item[],
  limit: number,
  work: (item: item) => Promise<value>,
): Promise<readonly value[]> {
  const waiting = items.map((item, index) => ({ item, index }))
  const values: value[] = []
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      values[next.index] = await work(next.item)
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker))
  return values
}
