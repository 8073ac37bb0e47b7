import { decodeText } from './decode-text.ts'
import { makeByteView } from './byte-view.ts'

/**
 * A text file's bytes → text: UTF-8, or UTF-16 where a byte order mark says so (Unicode 15, section 23.8), which is what `>` of Windows
 * PowerShell writes. The mark is no part of the text. Never throws.
 */
export function decodeFile(bytes: Uint8Array): string {
  const [first, second, third] = bytes
  if (first === 0xef && second === 0xbb && third === 0xbf) return decodeText(bytes.subarray(3))
  const little = first === 0xff && second === 0xfe
  if (!little && !(first === 0xfe && second === 0xff)) return decodeText(bytes)
  const view = makeByteView(bytes, little ? 'little' : 'big')
  let text = ''
  for (let at = 2; view.has(at, 2); at += 2) text += String.fromCharCode(view.u16(at))
  return text
}
