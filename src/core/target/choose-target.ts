import type { BoardFacts } from '../board/board-facts.ts'
import { findBoardCore } from '../cpu/arm-silicon.ts'
import { chooseArm } from './choose-arm.ts'
import { chooseBySilicon } from './choose-by-silicon.ts'
import { chooseAarch64, chooseMips, chooseRest, chooseX86 } from './choose-other.ts'
import { chooseRiscv } from './choose-riscv.ts'
import type { Draft, SeenUserland } from './draft.ts'
import { fitToLibc } from './fit-to-libc.ts'
import { seeUserland } from './see-userland.ts'
import type { TargetChoice, TargetWishes } from './target-choice.ts'
import { targetMinimums } from './target-minimums.ts'
import { tuneCpu } from './tune-cpu.ts'

/**
 * The rustc target for a board: the userland decides class, endianness, float ABI and libc, the silicon the
 * instruction set, the versions of libc and kernel whether std starts there. Never throws.
 */
export function chooseTarget(facts: BoardFacts, wishes: TargetWishes = {}): TargetChoice {
  const userland = seeUserland(facts)
  const draft = userland
    ? chooseFor(facts, userland, wishes)
    : chooseBySilicon(facts, wishes, chooseFor)
  const fitted = fitToLibc(draft, facts, wishes)
  const core = findBoardCore(facts)?.name ?? facts.cpu?.core
  const tuning = fitted.target === undefined ? undefined : tuneCpu(facts, fitted.target)
  return {
    target: fitted.target,
    ...(core !== undefined && { cpu: core }),
    alternatives: (fitted.alternatives ?? []).filter(
      ({ target }, index, all) =>
        target !== fitted.target &&
        isReal(target) &&
        all.findIndex((a) => a.target === target) === index,
    ),
    why: fitted.why,
    certain: fitted.target !== undefined && (fitted.certain ?? true),
    ...(tuning && { tuning }),
    warnings: fitted.warnings ?? [],
  }
}

/** Alternatives are made by rule; some of those names rustc does not have (thumbv7neon with uClibc). */
function isReal(target: string): boolean {
  return targetMinimums(target) !== undefined || target.includes('-android')
}

function chooseFor(facts: BoardFacts, userland: SeenUserland, wishes: TargetWishes): Draft {
  switch (userland.machine) {
    case 'arm':
      return chooseArm(facts, userland, wishes)
    case 'aarch64':
      return chooseAarch64(facts, userland)
    case 'riscv':
      return chooseRiscv(facts, userland)
    case 'x86-64':
    case 'i386':
      return chooseX86(facts, userland)
    case 'mips':
      return chooseMips(facts, userland)
    default:
      return (
        chooseRest(facts, userland) ?? {
          target: undefined,
          why: [`Its programs are for ${userland.machine}, which rustc has no Linux target for.`],
        }
      )
  }
}
