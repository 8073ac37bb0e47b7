import type { World } from '../../ports/world.ts'

/** libtest reads this variable (library/test/src/helpers of Rust); a harness of one's own seldom does. */
const MARK = 'RUST_TEST_NOCAPTURE'

/** True for a program with Rust's own test harness in it: it takes `--color`. */
export async function isLibtest(world: Pick<World, 'files'>, file: string): Promise<boolean> {
  const bytes = await world.files.read(file)
  return (
    bytes !== undefined && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(MARK)
  )
}
