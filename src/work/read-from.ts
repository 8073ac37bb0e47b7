import type { Reading } from '../core/elf/byte-request.ts'
import type { World } from '../ports/world.ts'

/** Answers a reader of core/elf from a file of the host; undefined where there is no file. */
export async function readFrom<value>(
  world: Pick<World, 'files'>,
  path: string,
  reader: (size: number) => Reading<value>,
): Promise<value | undefined> {
  const file = await world.files.open(path)
  if (!file) return undefined
  try {
    const reading = reader(file.size)
    let step = reading.next()
    while (!step.done) {
      step = reading.next(await file.readAt(step.value.offset, step.value.length))
    }
    return step.value
  } finally {
    await file.close()
  }
}
