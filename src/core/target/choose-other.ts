import type { BoardFacts } from '../board/board-facts.ts'
import { findBoardCore } from '../cpu/arm-silicon.ts'
import type { Draft, SeenUserland } from './draft.ts'

const TIER3 = 'Tier 3: no prebuilt std; it must be built (cargo -Zbuild-std).'

/** The target for 64-bit ARM programs. */
export function chooseAarch64(_facts: BoardFacts, userland: SeenUserland): Draft {
  const read = `Its programs are 64-bit ARM (${userland.from}).`
  if (userland.libc === 'bionic')
    return { target: 'aarch64-linux-android', why: [read, 'The libc is bionic: Android.'] }
  const arch = userland.endian === 'big' ? 'aarch64_be' : 'aarch64'
  if (userland.bits === 32)
    return {
      target: `${arch}-unknown-linux-gnu_ilp32`,
      why: ['Its programs are AArch64 with 32-bit pointers (ILP32).'],
      warnings: [TIER3],
    }
  const env = userland.libc === 'musl' ? 'musl' : 'gnu'
  return {
    target: `${arch}-unknown-linux-${env}`,
    why: [read],
    ...(arch === 'aarch64' &&
      env === 'gnu' && {
        alternatives: [
          {
            target: 'aarch64-unknown-linux-musl',
            when: 'the program may be static: nothing of the board’s libc is then needed',
          },
        ],
      }),
    ...(arch === 'aarch64_be' && { warnings: [TIER3] }),
  }
}

/** The target for x86 programs: SSE2 decides between i686 and i586 (rustc book: i686 is a Pentium 4). */
export function chooseX86(facts: BoardFacts, userland: SeenUserland): Draft {
  const env = userland.libc === 'musl' ? 'musl' : 'gnu'
  if (userland.machine === 'x86-64') {
    if (userland.libc === 'bionic')
      return {
        target: 'x86_64-linux-android',
        why: ['The board runs Android with 64-bit x86 programs.'],
      }
    if (userland.bits === 32)
      return {
        target: 'x86_64-unknown-linux-gnux32',
        why: ['Its programs are x86-64 with 32-bit pointers (x32).'],
      }
    return {
      target: `x86_64-unknown-linux-${env}`,
      why: [`Its programs are x86-64 (${userland.from}).`],
      ...(env === 'gnu' && {
        alternatives: [
          {
            target: 'x86_64-unknown-linux-musl',
            when: 'the program may be static: nothing of the board’s libc is then needed',
          },
        ],
      }),
    }
  }
  if (userland.libc === 'bionic')
    return {
      target: 'i686-linux-android',
      why: ['The board runs Android with 32-bit x86 programs.'],
    }
  const features = facts.cpu?.features ?? []
  const core = findBoardCore(facts)
  const noSse2 =
    core !== undefined && core.level === undefined && /^(geode|lakemont|i586)$/.test(core.name)
  const read = `Its programs are 32-bit x86 (${userland.from}).`
  if (features.includes('sse2'))
    return {
      target: `i686-unknown-linux-${env}`,
      why: [read, 'Its CPU has SSE2, which rustc’s i686 code uses.'],
    }
  // The kernel calls CPUs of family 5 and below i586 and less (arch/x86/kernel/cpu/bugs.c); SSE2 came with family 15 and 6/9.
  const old = /^i[345]86$/.test(facts.kernel?.machine ?? '')
  if (features.length > 0 || noSse2 || old)
    return {
      target: `i586-unknown-linux-${env}`,
      why: [read, 'Its CPU has no SSE2: i686 code of rustc (Pentium 4) ends there with SIGILL.'],
    }
  return {
    target: `i686-unknown-linux-${env}`,
    why: [read, 'Whether its CPU has SSE2 is not known.'],
    alternatives: [
      {
        target: `i586-unknown-linux-${env}`,
        when: 'the CPU has no SSE2 (Geode, Quark, Vortex86, Pentium III)',
      },
    ],
    certain: false,
  }
}

/** The target for MIPS programs; all are tier 3. e_flags by the MIPS psABI: 0xf0000000 architecture, 0x20 n32. */
export function chooseMips(facts: BoardFacts, userland: SeenUserland): Draft {
  const el = userland.endian === 'little' ? 'el' : ''
  const flags = userland.flags ?? 0
  const architecture = (flags >>> 28) & 0xf
  const read = `Its programs are ${userland.bits}-bit MIPS, ${userland.endian}-endian (${userland.from}).`
  if ((flags & 0x20) !== 0)
    return { target: undefined, why: ['Its programs use the N32 ABI; rustc has O32 and N64.'] }
  if (architecture === 9 || architecture === 10)
    return {
      target:
        userland.bits === 64
          ? `mipsisa64r6${el}-unknown-linux-gnuabi64`
          : `mipsisa32r6${el}-unknown-linux-gnu`,
      why: [read, 'They are MIPS Release 6, which has its own targets.'],
      warnings: [TIER3],
    }
  if (userland.bits === 64)
    return userland.libc === 'musl' && el === '' && facts.os?.id === 'openwrt'
      ? {
          target: 'mips64-openwrt-linux-musl',
          why: [read, 'Its system is OpenWrt with musl.'],
          warnings: [TIER3],
        }
      : {
          target: `mips64${el}-unknown-linux-${userland.libc === 'musl' ? 'muslabi64' : 'gnuabi64'}`,
          why: [read],
          warnings: [TIER3],
        }
  const musl = `mips${el}-unknown-linux-musl`
  const warnings = [
    TIER3,
    ...(/^(bmips3300|bmips4350|bmips4380)/.test(facts.cpu?.core ?? '')
      ? [
          'The core is MIPS32 Release 1; rustc’s mips targets make Release 2 code: give -C target-cpu=mips32 and build std with it.',
        ]
      : []),
  ]
  if (userland.libc === 'glibc' && userland.floatAbi === 'soft')
    return {
      target: musl,
      why: [
        read,
        'Its glibc is soft-float, rustc’s gnu target is hard-float: a static soft-float musl program runs.',
      ],
      warnings,
    }
  if (userland.libc === 'glibc')
    return {
      target: `mips${el}-unknown-linux-gnu`,
      why: [read],
      warnings,
      alternatives: [{ target: musl, when: 'the program may be static, or the core has no FPU' }],
    }
  return {
    target: musl,
    why: [read, `Its libc is ${userland.libc}.`],
    warnings: [
      ...warnings,
      'crt-static is off by default there: add -C target-feature=+crt-static for a program that needs nothing of the board.',
    ],
  }
}

/** The target for PowerPC, s390x, LoongArch, m68k and SPARC programs. */
export function chooseRest(facts: BoardFacts, userland: SeenUserland): Draft | undefined {
  const musl = userland.libc === 'musl'
  const read = `Its programs are ${userland.machine}, ${userland.bits}-bit, ${userland.endian}-endian (${userland.from}).`
  const why = [read]
  switch (userland.machine) {
    case 'powerpc': {
      const spe =
        /e500(v[12])?$/.test(facts.cpu?.core ?? '') || (facts.cpu?.features ?? []).includes('spe')
      return {
        target: `powerpc-unknown-linux-${musl ? 'musl' : 'gnu'}${spe ? 'spe' : ''}`,
        why: spe ? [read, 'Its e500 core has SPE in place of the classic FPU.'] : why,
        ...((musl || spe) && { warnings: [TIER3] }),
      }
    }
    case 'powerpc64':
      return {
        target: `powerpc64${userland.endian === 'little' ? 'le' : ''}-unknown-linux-${musl ? 'musl' : 'gnu'}`,
        why,
      }
    case 's390':
      return userland.bits === 64
        ? {
            target: `s390x-unknown-linux-${musl ? 'musl' : 'gnu'}`,
            why,
            ...(musl && { warnings: [TIER3] }),
          }
        : { target: undefined, why: ['Its programs are 31-bit s390; rustc has s390x alone.'] }
    case 'loongarch':
      if (userland.bits === 32)
        return {
          target: undefined,
          why: ['Its programs are 32-bit LoongArch; rustc has no Linux target for it.'],
        }
      if (userland.floatAbi === 'soft' || userland.floatAbi === 'single')
        return {
          target: undefined,
          why: [
            'Its programs do not pass doubles in registers; rustc’s Linux target for LoongArch is LP64D.',
          ],
        }
      return {
        target: `loongarch64-unknown-linux-${musl ? 'musl' : 'gnu'}`,
        why: [
          read,
          'rustc’s target needs LSX, which every 64-bit Loongson with LP64D distributions has (3A5000, 2K1000LA and later).',
        ],
      }
    case 'm68k':
      return { target: 'm68k-unknown-linux-gnu', why, warnings: [TIER3] }
    case 'sparc':
      return {
        target: userland.bits === 64 ? 'sparc64-unknown-linux-gnu' : 'sparc-unknown-linux-gnu',
        why,
        ...(userland.bits === 32 && { warnings: [TIER3] }),
      }
    default:
      return undefined
  }
}
