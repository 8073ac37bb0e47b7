import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { formatAgentFrame, makeAgentReader } from './agent-frames.ts'
import type { AgentFrame } from './agent-frames.ts'

test('frames are read back whole, whatever the chunks are cut like', () => {
  const frame: fc.Arbitrary<AgentFrame> = fc.oneof(
    fc.record(
      {
        kind: fc.constantFrom('stdout' as const, 'stderr' as const),
        bytes: fc.uint8Array(),
      },
      { noNullPrototype: true },
    ),
    fc.record({ kind: fc.constant('end' as const), code: fc.nat(255) }, { noNullPrototype: true }),
  )
  fc.assert(
    fc.property(
      fc.array(frame),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      (frames, cuts) => {
        const whole = Buffer.concat(frames.map(formatAgentFrame))
        const got: AgentFrame[] = []
        const take = makeAgentReader((one) => got.push(one))
        for (let at = 0, i = 0; at < whole.length; i++) {
          const size = cuts[i % cuts.length] ?? 1
          take(whole.subarray(at, at + size))
          at += size
        }
        assert.deepEqual(got, frames)
      },
    ),
  )
})
