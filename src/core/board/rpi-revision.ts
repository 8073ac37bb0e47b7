/** A Raspberry Pi revision code taken apart. */
export interface RpiRevision {
  /** `4B`, `Zero W`, `CM4`. */
  readonly type: string
  readonly processor: 'BCM2835' | 'BCM2836' | 'BCM2837' | 'BCM2711' | 'BCM2712'
  /** Core name as in BoardCpu.core. */
  readonly core: string
  readonly bits: 32 | 64
  readonly memory?: string
  readonly manufacturer?: string
  /** `1.2`. */
  readonly board: string
  /** First device-tree compatible entry of that board, where Linux has one. */
  readonly compatible?: string
}

const TYPES: Readonly<Record<number, readonly [string, string?]>> = {
  0x00: ['A', 'raspberrypi,model-a'],
  0x01: ['B', 'raspberrypi,model-b'],
  0x02: ['A+', 'raspberrypi,model-a-plus'],
  0x03: ['B+', 'raspberrypi,model-b-plus'],
  0x04: ['2B', 'raspberrypi,2-model-b'],
  0x05: ['Alpha'],
  0x06: ['CM1', 'raspberrypi,compute-module'],
  0x08: ['3B', 'raspberrypi,3-model-b'],
  0x09: ['Zero', 'raspberrypi,model-zero'],
  0x0a: ['CM3', 'raspberrypi,3-compute-module'],
  0x0c: ['Zero W', 'raspberrypi,model-zero-w'],
  0x0d: ['3B+', 'raspberrypi,3-model-b-plus'],
  0x0e: ['3A+', 'raspberrypi,3-model-a-plus'],
  0x10: ['CM3+', 'raspberrypi,3-plus-compute-module'],
  0x11: ['4B', 'raspberrypi,4-model-b'],
  0x12: ['Zero 2 W', 'raspberrypi,model-zero-2-w'],
  0x13: ['400', 'raspberrypi,400'],
  0x14: ['CM4', 'raspberrypi,4-compute-module'],
  0x15: ['CM4S', 'raspberrypi,4s-compute-module'],
  0x17: ['5', 'raspberrypi,5-model-b'],
  0x18: ['CM5', 'raspberrypi,5-compute-module'],
  0x19: ['500/500+', 'raspberrypi,500'],
  0x1a: ['CM5 Lite', 'raspberrypi,5-compute-module'],
  0x1b: ['CM0'],
}

const PROCESSORS = [
  ['BCM2835', 'arm1176jzf-s', 32],
  ['BCM2836', 'cortex-a7', 32],
  ['BCM2837', 'cortex-a53', 64],
  ['BCM2711', 'cortex-a72', 64],
  ['BCM2712', 'cortex-a76', 64],
] as const

const MEMORY = ['256MB', '512MB', '1GB', '2GB', '4GB', '8GB', '16GB']
const MAKERS = ['Sony UK', 'Egoman', 'Embest', 'Sony Japan', 'Embest', 'Stadium']

/** Old codes (bit 23 clear): type, board revision, memory. */
const OLD: Readonly<Record<number, readonly [string, string, string]>> = {
  0x02: ['B', '1.0', '256MB'],
  0x03: ['B', '1.0', '256MB'],
  0x04: ['B', '2.0', '256MB'],
  0x05: ['B', '2.0', '256MB'],
  0x06: ['B', '2.0', '256MB'],
  0x07: ['A', '2.0', '256MB'],
  0x08: ['A', '2.0', '256MB'],
  0x09: ['A', '2.0', '256MB'],
  0x0d: ['B', '2.0', '512MB'],
  0x0e: ['B', '2.0', '512MB'],
  0x0f: ['B', '2.0', '512MB'],
  0x10: ['B+', '1.2', '512MB'],
  0x11: ['CM1', '1.0', '512MB'],
  0x12: ['A+', '1.1', '256MB'],
  0x13: ['B+', '1.2', '512MB'],
  0x14: ['CM1', '1.0', '512MB'],
  0x15: ['A+', '1.1', '256MB/512MB'],
}

/**
 * Decodes the `Revision` line of /proc/cpuinfo. Bit 23 tells the new layout; bits 24–31 are warranty and
 * overvoltage flags and are masked out. Source: Raspberry Pi documentation, revision codes (facts/rpi-revision-bits.tsv).
 */
export function decodeRpiRevision(hex: string): RpiRevision | undefined {
  if (!/^(0x)?[0-9a-f]{1,8}$/i.test(hex)) return undefined
  const code = Number.parseInt(hex, 16) & 0x00ffffff
  if ((code & 0x800000) === 0) return decodeOld(code)
  const type = TYPES[(code >> 4) & 0xff]
  const processor = PROCESSORS[(code >> 12) & 0xf]
  if (!type || !processor) return undefined
  const memory = MEMORY[(code >> 20) & 7]
  const manufacturer = MAKERS[(code >> 16) & 0xf]
  const compatible =
    type[0] === '2B' && processor[0] === 'BCM2837' ? 'raspberrypi,2-model-b-rev2' : type[1]
  return {
    type: type[0],
    processor: processor[0],
    core: processor[1],
    bits: processor[2],
    ...(memory !== undefined && { memory }),
    ...(manufacturer !== undefined && { manufacturer }),
    board: `1.${code & 0xf}`,
    ...(compatible !== undefined && { compatible }),
  }
}

function decodeOld(code: number): RpiRevision | undefined {
  const [type, board, memory] = OLD[code] ?? []
  if (type === undefined || board === undefined || memory === undefined) return undefined
  const compatible = Object.values(TYPES).find(([name]) => name === type)?.[1]
  return {
    type,
    processor: 'BCM2835',
    core: 'arm1176jzf-s',
    bits: 32,
    memory,
    board,
    ...(compatible !== undefined && { compatible }),
  }
}
