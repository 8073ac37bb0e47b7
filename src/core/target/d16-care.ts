import type { ArmSilicon } from '../cpu/arm-silicon.ts'
import type { Draft } from './draft.ts'
import type { TargetWishes } from './target-choice.ts'
import { compareVersions } from '../text/compare-versions.ts'

/** True where the core has 16 double registers alone. */
export function d16NeedsCare({ fpu, level }: ArmSilicon): boolean {
  return fpu === 'd16' && level !== undefined && level >= 7
}

/**
 * rustc 1.94 and later let armv7 code use d16–d31 (rust-lang/rust#159973), also in the prebuilt std: SIGILL where
 * only d0–d15 exist. ARMv6 code with VFPv2 uses d0–d15 and runs on ARMv7 cores.
 */
export function withD16Care(draft: Draft, env: string, wishes: TargetWishes): Draft {
  const v6 = `arm-unknown-linux-${env}`
  const armv7 = draft.target ?? ''
  const hit = wishes.rustc !== undefined && compareVersions(wishes.rustc, '1.94') >= 0
  const fact =
    'The core has 16 double registers and no NEON; rustc 1.94 and later use d16–d31 in armv7 code, prebuilt std included (rust-lang/rust#159973).'
  if (hit)
    return {
      ...draft,
      target: v6,
      why: [
        fact,
        `rustc is ${String(wishes.rustc)}: ARMv6 code with VFPv2 keeps to d0–d15 and runs there.`,
        ...draft.why,
      ],
      alternatives: [
        {
          target: armv7,
          when: 'std is built too (-Zbuild-std) with -C target-feature=-d32, or rustc is older than 1.94',
        },
        ...(draft.alternatives ?? []),
      ],
    }
  return {
    ...draft,
    why: [...draft.why, 'The core has VFPv3-D16 and no NEON.'],
    alternatives: [
      {
        target: v6,
        when: 'rustc is 1.94 or later with its prebuilt std: ARMv6 code keeps to d0–d15',
      },
      ...(draft.alternatives ?? []),
    ],
    warnings: [...(draft.warnings ?? []), fact],
  }
}
