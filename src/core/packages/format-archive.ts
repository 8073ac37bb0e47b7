/**
 * Writes an `ar` archive in GNU's form (ar(5): names above 15 bytes stand in a table called `//`). It has no index of symbols:
 * lld reads the members' own symbol tables. Members keep their order.
 */
export function formatArchive(
  members: readonly { readonly name: string; readonly data: Uint8Array }[],
): Uint8Array {
  let table = ''
  const named = members.map(({ name, data }) => {
    if (name.length <= 15) return { field: `${name}/`, data }
    const field = `/${table.length}`
    table += `${name}/\n`
    return { field, data }
  })
  const parts: Uint8Array[] = [toBytes('!<arch>\n')]
  if (table !== '') parts.push(...formatMember('//', toBytes(table)))
  for (const { field, data } of named) parts.push(...formatMember(field, data))
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function formatMember(field: string, data: Uint8Array): readonly Uint8Array[] {
  const columns = [field.padEnd(16), '0'.padEnd(12), '0'.padEnd(6), '0'.padEnd(6), '644'.padEnd(8)]
  const header = `${columns.join('')}${String(data.length).padEnd(10)}\`\n`
  return [toBytes(header), data, toBytes(data.length % 2 === 1 ? '\n' : '')]
}

function toBytes(ascii: string): Uint8Array {
  return Uint8Array.from(ascii, (character) => character.charCodeAt(0) & 0x7f)
}
