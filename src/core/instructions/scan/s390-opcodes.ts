/**
 * Opcodes of z/Architecture by the machine that added them: first byte, and behind the colon those
 * of the byte that tells more (z/Architecture Principles of Operation, chapter 5, formats): its
 * second byte or half of it, or its sixth. Found by asking GNU objdump 2.40 for the names and GNU as
 * for the first -march that takes each; test/real/scan-words.test.ts asks them again.
 */
const added: Readonly<Record<string, string>> = {
  z990: `
    b3:2e-2f,3e-3f b9:1e,2e-2f,3e-3f,8a,8e,9a-9b,9e-9f e3:06,13,26,50-51,54-5b,5e-5f,70-73,76-7b
    eb:14,21,2d,31,51-52,54-57,81,8f-90,98,9a-9b ed:2e-2f,3e-3f,64-67`,
  'z9-109': `
    01:04 b2:7c,b0 b3:38-3d b9:06-07,26-27,83-85,94-95,aa,b0-b3,be c0:01,06-0f c2:04-05,08-0f c8:00
    d0 e3:02,12,94-95 ed:38-3d`,
  'z9-ec': `
    01:0a b2:b9,bd b3:70-73,85,c1,cd,d0-e5,e7-ed,ef,f1-f7,f9-ff c8:01-02
    ed:40-41,48-49,50-51,54-55,58-59`,
  z10: `
    b2:80,84-87,8e,e0-e1,e4-e5,ed b9:60-61,72-73,a2,af,bd,bf c2:00-01 c4:02,04-08,0b-0f
    c6:00,02,04-08,0a,0c-0f e3:32,34,36,5c,75,7c e5:44,48,4c,54-55,58-59,5c-5d eb:4c,6a,6e,7a,7e
    ec:54-57,64-65,70-73,76-77,7c-7f,e4-e5,f6-f7,fc-ff`,
  z196: `
    b2:b8 b3:90-92,9c-9e,a0-a2,ac-ae
    b9:28,2a-2d,41-43,49-4b,51-53,59-5b,ae,c8-cb,cd,cf,d8-db,dd,df,e1-e2,e4,e6-eb,f2,f4,f6-fb
    c8:04-05 cc:06,08,0a-0b,0d,0f e3:c0,c2-c4,c6-c7,ca-cb,cd,cf
    eb:dc-df,e2-e4,e6-e8,ea,f2-f4,f6-f8,fa ec:51,5d,d8-db`,
  zEC12: `
    b2:e8,ec,f8,fa,fc b9:8f c5 c7 e3:25,85,9c-9d,9f,c8 e5:60-61 eb:23,2b ec:59 ed:a8-ab`,
  z13: `
    b9:e0 e3:2a,3a-3b
    e7:00-0b,0e,12-13,1a-1b,21-22,27,30,33,36-38,3a,3e-46,4a,4d,72,77,80-82,8a,95,97,e8,ea-eb,f8-f9,fb
    eb:e0-e1 ec:42,46,4e ed:ac-af`,
  z14: `
    b9:29,3c,a1,ac,ec-ed,fd e3:38-39,3c,47-49,4c-4d,53,83-84 e6:34-35,3c-3d,49,59,5b,71,73,78-7b,7e
    e7:b8,ee-ef`,
  z15: `
    b9:38-3a,64-67,74-77,c0,e3,e5,f0,f5 e5:0a e6:01-07,09-0b,0e-0f e7:86-87,8b`,
  z16: `
    b2:00-01,8f b9:3b,8b e6:70,72,74,7d`,
}

/** The machines, oldest first; z900 is the oldest that runs 64-bit Linux. */
export const s390Levels: readonly string[] = ['z900', ...Object.keys(added)]

const byHalf: ReadonlySet<number> = new Set([0xa5, 0xa7, 0xc0, 0xc2, 0xc4, 0xc6, 0xc8, 0xcc])
const bySixth: ReadonlySet<number> = new Set([0xe3, 0xe6, 0xe7, 0xeb, 0xec, 0xed])

/** first byte × 256 + the other byte → level; a first byte alone stands for all of its 256. Made when a z program is first read: most hosts never do. */
let levels: ReadonlyMap<number, string> | undefined

function readLevels(): ReadonlyMap<number, string> {
  return new Map(
    Object.entries(added).flatMap(([level, text]) =>
      text
        .trim()
        .split(/\s+/)
        .flatMap((part) => {
          const [first = '', more] = part.split(':')
          const key = Number.parseInt(first, 16) * 256
          return bytesOf(more).map((byte) => [key + byte, level] as const)
        }),
    ),
  )
}

function bytesOf(ranges: string | undefined): readonly number[] {
  return (ranges ?? '00-ff').split(',').flatMap((range) => {
    const [from = '0', to = from] = range.split('-')
    const first = Number.parseInt(from, 16)
    return Array.from({ length: Number.parseInt(to, 16) - first + 1 }, (_, i) => first + i)
  })
}

/** Bytes of the instruction: by the first two bits (Principles of Operation, "Instruction Formats"). */
export function s390Length(first: number): 2 | 4 | 6 {
  return first < 0x40 ? 2 : first < 0xc0 ? 4 : 6
}

/** The machine that an instruction needs beyond z900; undefined for none. `at`: where it begins. */
export function s390Feature(bytes: Uint8Array, at: number): string | undefined {
  const first = bytes[at] ?? 0
  const second = bytes[at + 1] ?? 0
  const other = byHalf.has(first) ? second & 15 : bySixth.has(first) ? (bytes[at + 5] ?? 0) : second
  // Vectors have a form for each size of element, which the table does not list.
  const least = first === 0xe7 ? 'z13' : first === 0xe6 ? 'z14' : undefined
  levels ??= readLevels()
  return levels.get(first * 256 + other) ?? least
}
