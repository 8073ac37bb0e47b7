import type { BoardFacts } from '../board/board-facts.ts'
import { readArmSilicon } from '../cpu/arm-silicon.ts'
import type { ArmSilicon } from '../cpu/arm-silicon.ts'
import type { Draft, SeenUserland } from './draft.ts'
import type { AlternativeTarget, TargetWishes } from './target-choice.ts'
import { d16NeedsCare, withD16Care } from './d16-care.ts'

/** The target for 32-bit ARM programs. Rules: facts/README.md traps 1, 4, 6; rustc book, arm-linux. */
export function chooseArm(facts: BoardFacts, userland: SeenUserland, wishes: TargetWishes): Draft {
  const silicon = readArmSilicon(facts)
  if (userland.endian === 'big')
    return {
      target: 'armeb-unknown-linux-gnueabi',
      why: [
        'The programs of the board are big-endian ARM (BE8); rustc has one such target, tier 3.',
      ],
      certain: false,
    }
  if (userland.libc === 'bionic') return android(silicon)
  if (userland.floatAbi === 'hard') return hardFloat(facts, silicon, userland, wishes)
  if (userland.floatAbi === 'soft') return softFloat(silicon, userland)
  const guess = silicon.fpu === 'none' || (silicon.level ?? 7) < 6
  const draft = guess ? softFloat(silicon, userland) : hardFloat(facts, silicon, userland, wishes)
  return {
    ...draft,
    certain: false,
    why: [
      ...draft.why,
      'The float ABI of the board’s programs is not known (e_flags and interpreter were not read); it was guessed from the silicon.',
    ],
  }
}

function android({ level = 7, neon }: ArmSilicon): Draft {
  if (level < 7)
    return {
      target: 'arm-linux-androideabi',
      why: ['The board runs Android on a core before ARMv7.'],
    }
  return {
    target: 'armv7-linux-androideabi',
    why: ['The board runs Android (bionic) with 32-bit programs.'],
    ...(neon === true && {
      alternatives: [
        {
          target: 'thumbv7neon-linux-androideabi',
          when: 'smaller code is wanted: the core has NEON',
        },
      ],
    }),
  }
}

function hardFloat(
  facts: BoardFacts,
  silicon: ArmSilicon,
  userland: SeenUserland,
  wishes: TargetWishes,
): Draft {
  const env = `${libcPrefix(userland)}eabihf`
  const abi =
    userland.floatAbi === undefined
      ? `32-bit ARM (${userland.from}); their float ABI is not known, and hard float is the usual one`
      : `32-bit ARM with hard float (${userland.from})`
  const { level, levelFrom } = levelOf(facts, silicon)
  if (level === undefined)
    return {
      target: `arm-unknown-linux-${env}`,
      why: [
        `Its programs are ${abi}.`,
        'The core is not known: ARMv6 code runs on every core that such programs run on.',
      ],
      alternatives: [
        { target: `armv7-unknown-linux-${env}`, when: 'the core is ARMv7 or later (any Cortex-A)' },
      ],
      certain: false,
    }
  if (level < 7)
    return {
      target: `arm-unknown-linux-${env}`,
      why: [
        `Its silicon is ARMv6 (${levelFrom}): armv7 code ends there with SIGILL.`,
        `Its programs are ${abi}.`,
        ...(facts.cpu?.architecture?.startsWith('7')
          ? [
              '/proc/cpuinfo prints “CPU architecture: 7” on ARM1176; that is the layout of its ID registers, not ARMv7.',
            ]
          : []),
      ],
      alternatives: staticMusl('arm-unknown-linux-musleabihf', userland),
      warnings: userland.libc === 'glibc' ? [DEBIAN_GCC_TRAP] : [],
    }
  const why = [
    `Its programs are ${abi}.`,
    level >= 8
      ? `Its silicon is ARMv8 (${levelFrom}), which runs ARMv7 code; ARMv6 code would use CP15 barriers that trap there.`
      : `Its silicon is ARMv7 (${levelFrom}).`,
    ...(facts.kernel?.machine === 'aarch64'
      ? [
          'uname -m says aarch64: that is the kernel. The programs on it are 32-bit, and so is what starts there.',
        ]
      : []),
  ]
  const armv7 = `armv7-unknown-linux-${env}`
  const thumb = `thumbv7neon-unknown-linux-${env}`
  if (wishes.density === true && silicon.neon === true)
    return {
      target: thumb,
      why: [
        ...why,
        `Smaller code was asked for, and the core has NEON (${silicon.fpuFrom ?? 'by its core'}).`,
      ],
      alternatives: [{ target: armv7, when: 'one build must also run on boards without NEON' }],
    }
  const draft: Draft = {
    target: armv7,
    why:
      wishes.density === true
        ? [
            ...why,
            'Smaller code was asked for, but thumbv7neon needs NEON, and the core is not known to have it.',
          ]
        : why,
    alternatives: [
      ...(silicon.neon === true && wishes.density !== true
        ? [
            {
              target: thumb,
              when: 'smaller code matters more than speed: Thumb-2, and the core has NEON',
            },
          ]
        : []),
      ...staticMusl('armv7-unknown-linux-musleabihf', userland),
    ],
  }
  return d16NeedsCare(silicon) ? withD16Care(draft, env, wishes) : draft
}

const DEBIAN_GCC_TRAP =
  'Do not link with the arm-linux-gnueabihf-gcc of Debian or Ubuntu: its start files and libgcc are ARMv7 Thumb-2, and the program ends with SIGILL on ARMv6.'

/** Debian's and Ubuntu's armhf needs ARMv7 (Debian ArmHardFloatPort), whatever else is unknown. */
function levelOf(
  facts: BoardFacts,
  { level, levelFrom }: ArmSilicon,
): { level: number | undefined; levelFrom: string } {
  if (level !== undefined) return { level, levelFrom: levelFrom ?? 'by its core' }
  const id = facts.os?.id
  if ((id === 'debian' || id === 'ubuntu') && facts.packageArchitecture === 'armhf')
    return { level: 7, levelFrom: `the armhf port of ${id} needs it` }
  return { level: undefined, levelFrom: '' }
}

function softFloat(silicon: ArmSilicon, userland: SeenUserland): Draft {
  const env = `${libcPrefix(userland)}eabi`
  const abi = `Its programs are 32-bit ARM with the soft-float ABI (${userland.from}): a hard-float program would not find its interpreter.`
  const { level, levelFrom = '' } = silicon
  if (level === undefined)
    return {
      target: `armv5te-unknown-linux-${env}`,
      why: [abi, 'The core is not known: ARMv5TE code runs on every core since.'],
      alternatives: [{ target: `armv7-unknown-linux-${env}`, when: 'the core is ARMv7 or later' }],
      certain: false,
    }
  if (level <= 4)
    return {
      target: undefined,
      why: [
        `Its silicon is ARMv4 without Thumb (${levelFrom}); the lowest rustc target is ARMv4T.`,
      ],
    }
  if (level < 5)
    return {
      target: 'armv4t-unknown-linux-gnueabi',
      why: [`Its silicon is ARMv4T (${levelFrom}).`, abi],
      warnings: ['Tier 3: std must be built (cargo -Zbuild-std).'],
    }
  if (level < 6)
    return {
      target: `armv5te-unknown-linux-${env}`,
      why: [`Its silicon is ARMv5TE (${levelFrom}).`, abi],
      alternatives: staticMusl('armv5te-unknown-linux-musleabi', userland),
    }
  if (level < 7)
    return {
      target: `arm-unknown-linux-${env}`,
      why: [`Its silicon is ARMv6 (${levelFrom}).`, abi],
      alternatives: [
        ...(silicon.fpu !== 'none'
          ? [
              {
                target: 'arm-unknown-linux-musleabihf',
                when: 'the program may be static: it then uses the VFP of the core and needs nothing of the board’s soft-float libc',
              },
            ]
          : []),
        ...staticMusl('arm-unknown-linux-musleabi', userland),
      ],
    }
  const vfp = silicon.fpu !== undefined && silicon.fpu !== 'none'
  return {
    target: `armv7-unknown-linux-${env}`,
    why: [
      `Its silicon is ARMv${String(Math.floor(level))} (${levelFrom}).`,
      abi,
      ...(silicon.fpu === 'none'
        ? [`The core has no VFP (${silicon.fpuFrom ?? ''}): no hard-float program runs there.`]
        : []),
    ],
    alternatives: [
      ...(vfp
        ? [
            {
              target: 'armv7-unknown-linux-musleabihf',
              when: 'the program may be static: it then uses the VFP of the core and needs nothing of the board’s soft-float libc',
            },
          ]
        : []),
      ...staticMusl('armv7-unknown-linux-musleabi', userland),
    ],
  }
}

function libcPrefix(userland: SeenUserland): string {
  return userland.libc === 'musl' ? 'musl' : userland.libc === 'uclibc' ? 'uclibc' : 'gnu'
}

function staticMusl(target: string, userland: SeenUserland): readonly AlternativeTarget[] {
  if (userland.libc === 'musl') return []
  return [{ target, when: 'the program may be static: nothing of the board’s libc is then needed' }]
}
