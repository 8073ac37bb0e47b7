import type { BoardCpu } from '../board/board-facts.ts'
import { coreByCompatible, coreByMidr } from '../cpu/cores.ts'

const MOST_FEATURES = 512

/** What /proc/cpuinfo says, and the Raspberry Pi revision and serial that 32-bit kernels add to it. */
export interface CpuInfo {
  readonly cpu: BoardCpu
  readonly revision?: string
  readonly serial?: string
  readonly model?: string
}

/**
 * Reads lines of /proc/cpuinfo of ARM, RISC-V, x86, MIPS, PowerPC and LoongArch kernels (arch/…/cpu.c, show_cpuinfo). Where cores
 * differ, features are those that all have, and the core is the first one. `node`: compatible of the device tree's cpu@0.
 */
export function readCpuInfo(lines: readonly string[], node?: string): CpuInfo {
  const blocks = toBlocks(lines)
  const cores = blocks.filter((block) => block.has('processor'))
  const first = cores[0] ?? blocks[0] ?? new Map<string, string>()
  const any = (key: string): string | undefined =>
    first.get(key) ?? blocks.find((block) => block.has(key))?.get(key)
  const [implementer, part] = [any('cpu implementer'), any('cpu part')]
  const byNode = named(node?.replace(/riscv$/, ''))
  const byMidr = implementer && part ? coreByMidr(implementer, part) : undefined
  const byUarch = named(any('uarch'))
  const core = byMidr ?? byUarch ?? byNode
  const features = commonFeatures(cores.length > 0 ? cores : blocks)
  const isaString = any('isa')
  const architecture = any('cpu architecture')
  const variant = any('cpu variant')
  const revision = any('revision')
  const serial = any('serial')
  const model = any('model')
  return {
    cpu: {
      ...(core ? { core: core.name } : {}),
      ...(cores.length > 0 ? { count: Math.min(cores.length, 65_536) } : {}),
      ...(features.length > 0 ? { features } : {}),
      ...(isaString && /^rv(32|64)/.test(isaString) ? { isaString: isaString.slice(0, 512) } : {}),
      ...(architecture ? { architecture } : {}),
      ...(implementer ? { implementer } : {}),
      ...(part ? { part } : {}),
      ...(variant ? { variant } : {}),
    },
    ...(revision && /^[0-9a-f]{4,8}$/i.test(revision) ? { revision: revision.toLowerCase() } : {}),
    ...(serial && /^[0-9a-f]{8,32}$/i.test(serial) && !/^0+$/.test(serial) ? { serial } : {}),
    ...(model && /[A-Za-z]/.test(model) ? { model: model.slice(0, 200) } : {}),
  }
}

function named(compatible: string | undefined): ReturnType<typeof coreByCompatible> {
  return compatible ? coreByCompatible(compatible) : undefined
}

/** One map a block; a block ends at an empty line or where `processor` begins again. Keys in lower case. */
function toBlocks(lines: readonly string[]): readonly ReadonlyMap<string, string>[] {
  const blocks: Map<string, string>[] = []
  let block: Map<string, string> | undefined
  for (const line of lines) {
    const [, rawKey = '', value = ''] = /^([^:\t]{1,64})[\t ]*:\s?(.*)$/.exec(line) ?? []
    const key = rawKey.trim().toLowerCase()
    if (key === '') {
      block = undefined
      continue
    }
    // Kernels before 3.8 print `Processor : ARMv7 Processor …` above the cores.
    if (key === 'processor' && !/^\d+\s*$/.test(value)) continue
    if (!block || (key === 'processor' && block.has('processor'))) {
      block = new Map()
      blocks.push(block)
    }
    if (!block.has(key)) block.set(key, value.trim())
  }
  return blocks
}

function commonFeatures(blocks: readonly ReadonlyMap<string, string>[]): readonly string[] {
  let common: readonly string[] | undefined
  for (const block of blocks) {
    const text = block.get('features') ?? block.get('flags') ?? block.get('ases implemented')
    if (text === undefined) continue
    const words = text.split(/\s+/).filter((word) => /^[\w.+-]{1,40}$/.test(word))
    common = common === undefined ? words : common.filter((word) => words.includes(word))
  }
  return [...new Set(common)].slice(0, MOST_FEATURES)
}
