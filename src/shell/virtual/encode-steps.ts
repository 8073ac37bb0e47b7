import type { Step } from '../../core/plan/virtual-steps.ts'

/** The steps as the file that board-init reads: `<fields>;` then `<length>:<bytes>NUL` for each field. */
export function encodeSteps(steps: readonly Step[]): Uint8Array {
  const parts = steps.flatMap((step) => [
    Buffer.from(`${step.length};`),
    ...step.map((field) => {
      const bytes = Buffer.from(String(field))
      return Buffer.concat([Buffer.from(`${bytes.length}:`), bytes, Buffer.of(0)])
    }),
  ])
  return Buffer.concat(parts)
}
