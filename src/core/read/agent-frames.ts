import { decodeText } from '../bytes/decode-text.ts'
import { encodeText } from '../bytes/encode-text.ts'

/** What a runner that cargo started is told by the ferry that works for it. */
export type AgentFrame =
  | { readonly kind: 'stdout' | 'stderr'; readonly bytes: Uint8Array }
  /** The last: what the runner ends with. */
  | { readonly kind: 'end'; readonly code: number }

const KINDS = ['stdout', 'stderr', 'end'] as const
const HEAD = 5

/** One byte for the kind, four for the length (big-endian), then the bytes; an end has its code as text. */
export function formatAgentFrame(frame: AgentFrame): Uint8Array {
  const body = frame.kind === 'end' ? encodeText(String(frame.code)) : frame.bytes
  const whole = new Uint8Array(HEAD + body.length)
  const view = new DataView(whole.buffer)
  view.setUint8(0, KINDS.indexOf(frame.kind))
  view.setUint32(1, body.length)
  whole.set(body, HEAD)
  return whole
}

/** Takes chunks as they come and gives whole frames. */
export function makeAgentReader(onFrame: (frame: AgentFrame) => void): (chunk: Uint8Array) => void {
  let rest: Uint8Array = new Uint8Array(0)
  return (chunk) => {
    const all = new Uint8Array(rest.length + chunk.length)
    all.set(rest)
    all.set(chunk, rest.length)
    rest = all
    for (;;) {
      if (rest.length < HEAD) return
      const view = new DataView(rest.buffer, rest.byteOffset)
      const end = HEAD + view.getUint32(1)
      if (rest.length < end) return
      const [kind, bytes] = [KINDS[view.getUint8(0)], rest.slice(HEAD, end)]
      rest = rest.slice(end)
      if (kind === 'end') onFrame({ kind, code: Number(decodeText(bytes)) })
      else if (kind) onFrame({ kind, bytes })
    }
  }
}
