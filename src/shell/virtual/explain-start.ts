import { constants } from 'node:os'

import { explainNamespaceRefusal } from '../../core/plan/namespace-refusal.ts'
import type { NamespaceRules } from '../../core/plan/namespace-refusal.ts'
import type { ProblemError } from '../../core/problem/problem.ts'
import { notAllowed, startFailed } from '../../core/problem/virtual-problems.ts'

/** What board-init said when it failed. */
export interface StartFailure {
  /** Position in the list of steps; 0 also for what comes before them. */
  readonly index: number
  readonly step: string
  readonly errno: number
}

/** `ready PID` or `failed INDEX STEP ERRNO`. */
export function readInitAnswer(text: string): { readonly pid: number } | StartFailure | undefined {
  const ready = /^ready (\d+)$/m.exec(text)
  if (ready) return { pid: Number(ready[1]) }
  const failed = /^failed (\d+) (\S+) (\d+)$/m.exec(text)
  if (!failed) return undefined
  return { index: Number(failed[1]), step: failed[2] ?? '', errno: Number(failed[3]) }
}

/** `EPERM` for 1. */
export function errnoName(errno: number): string {
  const found = Object.entries(constants.errno).find(([, value]) => value === errno)
  return found?.[0] ?? `errno ${errno}`
}

/** What of the host's state bears on a refusal, read once it happened. */
export interface HostRules extends NamespaceRules {
  readonly uid: number
  /** `uname -r`. */
  readonly kernel: string
}

const REFUSED = new Set(['EPERM', 'EACCES', 'ENOSPC', 'EUSERS', 'EINVAL', 'ENODEV', 'ENOSYS'])
const NAMESPACES = new Set(['namespaces', 'setgroups', 'uid-map', 'gid-map', 'user'])

/** True where another way than a namespace of one's own may be allowed. */
export function isRefusal({ step, errno }: StartFailure, kind?: string): boolean {
  if (!REFUSED.has(errnoName(errno))) return false
  return NAMESPACES.has(step) || step === 'rules' || (step === 'mount' && kind === 'proc')
}

/** The problem that a failed start is. `kind`: the file system of a failed mount. */
export function explainStart(
  name: string,
  failure: StartFailure,
  kind: string | undefined,
  rules: HostRules,
  log: readonly string[],
): ProblemError {
  const reason = errnoName(failure.errno)
  if (!isRefusal(failure, kind)) {
    const step = failure.step === 'mount' ? `mount ${kind ?? ''}`.trim() : failure.step
    return startFailed(name, step, reason, log)
  }
  if (NAMESPACES.has(failure.step)) return refusedNamespaces(reason, rules)
  if (failure.step === 'rules') return refusedRules(reason, rules)
  return notAllowed(
    'a /proc of its own',
    reason,
    'this is a container that hides parts of /proc, and the kernel lets nobody look behind that',
    {
      text: 'start the container with its /proc unmasked (--security-opt systempaths=unconfined), or run ferry outside of it',
    },
  )
}

function refusedNamespaces(reason: string, rules: HostRules): ProblemError {
  const { cause, fix } = explainNamespaceRefusal(rules)
  return notAllowed('user namespaces', reason, cause, fix)
}

function refusedRules(reason: string, rules: HostRules): ProblemError {
  const what = 'binfmt_misc in a user namespace'
  const [major = 0, minor = 0] = rules.kernel.split('.').map(Number)
  const old = major < 6 || (major === 6 && minor < 7)
  return notAllowed(
    what,
    reason,
    old
      ? `the kernel is Linux ${rules.kernel}; it is allowed from Linux 6.7 on`
      : 'the kernel was built without it, or its module cannot be loaded',
    rules.uid === 0
      ? { text: 'load the module', command: ['modprobe', 'binfmt_misc'] }
      : {
          text: 'start the board as root, which registers for the whole host, or use a newer kernel',
        },
  )
}
