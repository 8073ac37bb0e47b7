import type { Userland } from '../board/board-facts.ts'
import { makeByteView } from '../bytes/byte-view.ts'
import { floatAbi } from '../elf/float-abi.ts'
import { machineName } from '../elf/machine-names.ts'
import { readHeader } from '../elf/read-header.ts'

/**
 * The userland by the first bytes of a program that runs there. `loaders`: interpreters that exist on the board, for a
 * program that is static. undefined where the bytes are no ELF file.
 */
export function readProbedUserland(
  head: Uint8Array,
  loaders: readonly string[],
): Userland | undefined {
  const header = readHeader(head)
  if (!header) return undefined
  const machine = machineName(header.machine)
  const abi = floatAbi({ machine, flags: header.flags, type: header.type })
  const base = { machine, bits: header.bits, endian: header.endian }
  const float = abi === undefined || abi === 'quad' ? {} : { floatAbi: abi }
  const interpreter = readInterpreter(head) ?? onlyLoader(loaders, { ...base, ...float })
  return {
    ...base,
    ...float,
    ...(interpreter === undefined ? {} : { interpreter }),
    flags: header.flags,
  }
}

/** PT_INTERP (gABI, chapter 5), where it lies within these bytes. */
function readInterpreter(head: Uint8Array): string | undefined {
  const header = readHeader(head)
  if (!header) return undefined
  const view = makeByteView(head, header.endian)
  const wide = header.bits === 64
  for (let i = 0; i < Math.min(header.segmentCount, 64); i++) {
    const at = header.segmentsAt + i * header.segmentSize
    if (!view.has(at, wide ? 56 : 32)) return undefined
    if (view.u32(at) !== 3) continue
    const text = view.text(view.word(at + (wide ? 8 : 4), header.bits), 255)
    return text !== undefined && /^\/[\x21-\x7e]+$/.test(text) ? text : undefined
  }
  return undefined
}

/** The loader of a board whose programs are static: only where one alone could be meant. */
function onlyLoader(loaders: readonly string[], like: Userland): string | undefined {
  const fitting = loaders.filter((path) => {
    const sixtyFour = /ld64|aarch64|x86-64|x86_64|riscv64|powerpc64|s390x|mips64|\/lib64\/ld-/.test(
      path,
    )
    if (sixtyFour !== (like.bits === 64)) return false
    if (like.machine === 'arm' && like.floatAbi !== undefined) {
      return path.includes('armhf') === (like.floatAbi === 'hard')
    }
    return true
  })
  return fitting.length === 1 ? fitting[0] : undefined
}
