import type { Fix } from '../verdict/finding.ts'

/** Settings of a Linux host that bear on user namespaces, as read from /proc/sys; undefined: no such setting. */
export interface NamespaceRules {
  /** kernel.apparmor_restrict_unprivileged_userns. */
  readonly apparmor: string | undefined
  /** kernel.unprivileged_userns_clone. */
  readonly clone: string | undefined
  /** user.max_user_namespaces. */
  readonly most: string | undefined
}

/** Files below /proc/sys that hold the rules. */
export const NAMESPACE_RULES: Readonly<Record<keyof NamespaceRules, string>> = {
  apparmor: 'kernel/apparmor_restrict_unprivileged_userns',
  clone: 'kernel/unprivileged_userns_clone',
  most: 'user/max_user_namespaces',
}

/** What forbids user namespaces on a host that refused one, and how to allow them. */
export function explainNamespaceRefusal(rules: NamespaceRules): {
  readonly cause: string
  readonly fix: Fix
} {
  if (rules.most === '0') {
    return { cause: 'user.max_user_namespaces is 0', fix: sysctl('user.max_user_namespaces=10000') }
  }
  if (rules.clone === '0') {
    const name = 'kernel.unprivileged_userns_clone'
    return { cause: `${name} is 0`, fix: sysctl(`${name}=1`) }
  }
  if (rules.apparmor === '1') {
    const name = 'kernel.apparmor_restrict_unprivileged_userns'
    return { cause: `${name} is 1 (Ubuntu 23.10 and later)`, fix: sysctl(`${name}=0`) }
  }
  return {
    cause: "a container's seccomp profile, or the kernel's configuration, forbids them",
    fix: {
      text: 'run ferry outside of the container, or start it with --security-opt seccomp=unconfined',
    },
  }
}

function sysctl(setting: string): Fix {
  return { text: 'allow them', command: ['sudo', 'sysctl', '-w', setting] }
}
