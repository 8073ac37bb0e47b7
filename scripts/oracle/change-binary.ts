/** Where the fields of an ELF header and of its program headers lie (gABI, chapters 4 and 5); not ferry's own reader. */
interface Layout {
  readonly view: DataView
  readonly wide: boolean
  readonly little: boolean
  readonly table: number
  readonly entrySize: number
  readonly count: number
}

type Edit = (bytes: Uint8Array, layout: Layout) => Uint8Array

const PT_LOAD = 1
const PT_DYNAMIC = 2
const PT_INTERP = 3
const DT_NULL = 0
const DT_NEEDED = 1
const DT_STRTAB = 5
const DT_SYMTAB = 6

/** Changes a good binary into a bad one (or into one that only looks bad). Throws on a name without an edit. */
export function changeBinary(good: Uint8Array, edit: string): Uint8Array {
  const bytes = good.slice()
  const change = EDITS[edit]
  if (!change) throw new Error(`There is no edit called ${edit}`)
  return change(bytes, readLayout(bytes))
}

const EDITS: Readonly<Record<string, Edit>> = {
  'cut-at-40': (bytes) => bytes.slice(0, 40),
  'cut-at-100': (bytes) => bytes.slice(0, 100),
  'cut-in-half': (bytes) => bytes.slice(0, bytes.length >>> 1),
  'cut-the-last-page': (bytes) => bytes.slice(0, bytes.length - 4096),
  'cut-section-headers': (bytes, layout) => bytes.slice(0, endOfSegments(layout)),
  magic: (bytes) => put(bytes, 1, 0x46),
  class: (bytes) => put(bytes, 4, bytes[4] === 1 ? 2 : 1),
  'byte-order': (bytes) => put(bytes, 5, bytes[5] === 1 ? 2 : 1),
  'version-0': (bytes) => put(bytes, 6, 0),
  'osabi-linux': (bytes) => put(bytes, 7, 3),
  'osabi-freebsd': (bytes) => put(bytes, 7, 9),
  'machine-sparc': half(18, 2),
  'type-none': half(16, 0),
  'type-object': half(16, 1),
  'type-core': half(16, 4),
  'header-size-1': (bytes, { wide, view, little }) => {
    view.setUint16(wide ? 54 : 42, 1, little)
    return bytes
  },
  'no-program-headers': (bytes, { wide, view, little }) => {
    view.setUint16(wide ? 56 : 44, 0, little)
    return bytes
  },
  'program-headers-outside': (bytes, { wide, view, little }) => {
    if (wide) view.setBigUint64(32, 0x7000_0000n, little)
    else view.setUint32(28, 0x7000_0000, little)
    return bytes
  },
  'flags-0': (bytes, { wide, view, little }) => {
    view.setUint32(wide ? 48 : 36, 0, little)
    return bytes
  },
  'zero-entry': (bytes, { wide, view, little }) => {
    if (wide) view.setBigUint64(24, 0n, little)
    else view.setUint32(24, 0, little)
    return bytes
  },
  'no-load-segment': (bytes, layout) => {
    for (const at of segments(layout, PT_LOAD)) layout.view.setUint32(at, 0, layout.little)
    return bytes
  },
  'load-outside': lastLoad((layout, at) =>
    setField(layout, at, 'offset', bytesOf(layout) + 0x10_0000),
  ),
  'file-size-above-memory': lastLoad((layout, at) =>
    setField(layout, at, 'memorySize', Math.max(0, getField(layout, at, 'fileSize') - 16)),
  ),
  'memory-too-large': lastLoad((layout, at) =>
    setField(layout, at, 'memorySize', 0x7fff_0000_0000),
  ),
  'load-on-page-0': (bytes, layout) => {
    const [first] = segments(layout, PT_LOAD)
    if (first !== undefined)
      setField(layout, first, 'offset', getField(layout, first, 'offset') + 8)
    return bytes
  },
  'filled-with-zero': (bytes, layout) =>
    bytes.fill(0, layout.table + layout.entrySize * layout.count),
  'interpreter-without-end': interpreter((bytes, at, size) => put(bytes, at + size - 1, 0x78)),
  'interpreter-empty': interpreter((bytes, at) => put(bytes, at, 0)),
  'interpreter-outside': (bytes, layout) => {
    for (const at of segments(layout, PT_INTERP))
      setField(layout, at, 'offset', bytes.length + 4096)
    return bytes
  },
  'dynamic-zeroed': (bytes, layout) => {
    for (const at of segments(layout, PT_DYNAMIC)) {
      const offset = getField(layout, at, 'offset')
      bytes.fill(0, offset, offset + getField(layout, at, 'fileSize'))
    }
    return bytes
  },
  'string-table-outside': dynamicEntry(DT_STRTAB, (value) => value + 0x4000_0000),
  'symbol-table-outside': dynamicEntry(DT_SYMTAB, (value) => value + 0x4000_0000),
  // One character on in the string table: libc.so.6 becomes ibc.so.6.
  'needed-renamed': dynamicEntry(DT_NEEDED, (value) => value + 1),
}

function put(bytes: Uint8Array, at: number, value: number): Uint8Array {
  bytes[at] = value
  return bytes
}

function half(at: number, value: number): Edit {
  return (bytes, { view, little }) => {
    view.setUint16(at, value, little)
    return bytes
  }
}

function lastLoad(change: (layout: Layout, at: number) => void): Edit {
  return (bytes, layout) => {
    const last = segments(layout, PT_LOAD).at(-1)
    if (last !== undefined) change(layout, last)
    return bytes
  }
}

function interpreter(change: (bytes: Uint8Array, at: number, size: number) => void): Edit {
  return (bytes, layout) => {
    for (const at of segments(layout, PT_INTERP))
      change(bytes, getField(layout, at, 'offset'), getField(layout, at, 'fileSize'))
    return bytes
  }
}

function dynamicEntry(tag: number, change: (value: number) => number): Edit {
  return (bytes, layout) => {
    const { view, little, wide } = layout
    const [segment] = segments(layout, PT_DYNAMIC)
    if (segment === undefined) throw new Error('There is no dynamic segment to change')
    const step = wide ? 16 : 8
    for (let at = getField(layout, segment, 'offset'); ; at += step) {
      const found = wide ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little)
      if (found === DT_NULL) return bytes
      if (found !== tag) continue
      if (wide)
        view.setBigUint64(at + 8, BigInt(change(Number(view.getBigUint64(at + 8, little)))), little)
      else view.setUint32(at + 4, change(view.getUint32(at + 4, little)) >>> 0, little)
      return bytes
    }
  }
}

function readLayout(bytes: Uint8Array): Layout {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const wide = bytes[4] === 2
  const little = bytes[5] === 1
  return {
    view,
    wide,
    little,
    table: wide ? Number(view.getBigUint64(32, little)) : view.getUint32(28, little),
    entrySize: view.getUint16(wide ? 54 : 42, little),
    count: view.getUint16(wide ? 56 : 44, little),
  }
}

function segments(layout: Layout, type: number): readonly number[] {
  return Array.from({ length: layout.count }, (_, i) => layout.table + i * layout.entrySize).filter(
    (at) => layout.view.getUint32(at, layout.little) === type,
  )
}

const FIELDS = {
  offset: { wide: 8, narrow: 4 },
  fileSize: { wide: 32, narrow: 16 },
  memorySize: { wide: 40, narrow: 20 },
} as const

function getField({ view, wide, little }: Layout, at: number, field: keyof typeof FIELDS): number {
  const place = at + FIELDS[field][wide ? 'wide' : 'narrow']
  return wide ? Number(view.getBigUint64(place, little)) : view.getUint32(place, little)
}

function setField(
  { view, wide, little }: Layout,
  at: number,
  field: keyof typeof FIELDS,
  value: number,
): void {
  const place = at + FIELDS[field][wide ? 'wide' : 'narrow']
  if (wide) view.setBigUint64(place, BigInt(value), little)
  else view.setUint32(place, Math.min(value, 0xffff_f000) >>> 0, little)
}

function endOfSegments(layout: Layout): number {
  return Math.max(
    ...segments(layout, PT_LOAD).map(
      (at) => getField(layout, at, 'offset') + getField(layout, at, 'fileSize'),
    ),
  )
}

function bytesOf({ view }: Layout): number {
  return view.byteLength
}
