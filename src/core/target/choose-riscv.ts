import type { BoardFacts } from '../board/board-facts.ts'
import { findBoardCore } from '../cpu/arm-silicon.ts'
import { readRiscvIsa } from '../cpu/riscv-isa.ts'
import type { Draft, SeenUserland } from './draft.ts'

/** The target for RISC-V programs. Sources: rustc book riscv64gc, riscv64a23; facts/README.md exceptions. */
export function chooseRiscv(facts: BoardFacts, userland: SeenUserland): Draft {
  const libc = userland.libc === 'musl' ? 'musl' : 'gnu'
  const core = findBoardCore(facts)
  if (core?.name === 'canaan-k210')
    return {
      target: undefined,
      why: ['The K210 runs Linux without an MMU; rustc’s Linux targets need one.'],
    }
  if (userland.floatAbi === 'soft' || userland.floatAbi === 'single')
    return {
      target: undefined,
      why: [
        `Its programs use the ${userland.bits === 64 ? 'lp64' : 'ilp32'}${userland.floatAbi === 'single' ? 'f' : ''} ABI; rustc’s Linux targets for RISC-V pass doubles in registers.`,
      ],
    }
  const isa = readRiscvIsa(facts)
  if (userland.bits === 32)
    return {
      target: `riscv32gc-unknown-linux-${libc}`,
      why: [`Its programs are 32-bit RISC-V (${userland.from}).`],
      warnings: ['Tier 3: std must be built (cargo -Zbuild-std).'],
    }
  const target = `riscv64gc-unknown-linux-${libc}`
  const lacking =
    isa === undefined
      ? []
      : ['m', 'a', 'f', 'd', 'c'].filter((letter) => !isa.extensions.has(letter))
  if (lacking.length > 0)
    return {
      target,
      why: [`Its programs are 64-bit RISC-V (${userland.from}).`],
      certain: false,
      warnings: [`The ISA string lacks ${lacking.join(', ')}, which riscv64gc code uses.`],
    }
  return {
    target,
    why: [
      `Its programs are 64-bit RISC-V with doubles in registers (${userland.from}).`,
      ...vectorWhy(facts, isa),
      ...(userland.floatAbi === undefined
        ? ['The float ABI was not read; lp64d is the only one that distributions use.']
        : []),
    ],
    alternatives: [
      ...(isa?.rva23 === true && libc === 'gnu'
        ? [
            {
              target: 'riscv64a23-unknown-linux-gnu',
              when: 'every board of the build is RVA23 (this one is): vector and bit manipulation everywhere',
            },
          ]
        : []),
      ...(libc === 'gnu'
        ? [
            {
              target: 'riscv64gc-unknown-linux-musl',
              when: 'the program may be static (add -C target-feature=+crt-static: it is not the default there)',
            },
          ]
        : []),
    ],
  }
}

function vectorWhy(facts: BoardFacts, isa: ReturnType<typeof readRiscvIsa>): readonly string[] {
  if (isa?.draftVector === true)
    return [
      'Its vector unit is the 0.7.1 draft (XTheadVector), not V 1.0: never turn +v on, whatever the ISA string says.',
    ]
  if (isa?.extensions.has('v') === true)
    return [
      'It has the V extension; riscv64gc does not use it unless -C target-feature=+v is given.',
    ]
  return isa === undefined && facts.cpu?.core === undefined
    ? ['Its ISA string is not known; every board that runs a distribution has rv64gc.']
    : []
}
