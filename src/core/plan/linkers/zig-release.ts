/**
 * The zig that ferry fetches where only zig serves: the package `ziglang` of the Python index that the host's pip is set
 * up for, with the sums of its wheels (`pip install --dry-run --report`), so that no index can give another.
 */
export const ZIG_RELEASE = {
  version: '0.17.1',
  /** About, for one host. */
  bytes: 101_000_000,
  /** Newest glibc that this zig has stubs of: it refuses newer ones. */
  newestGlibc: '2.43',
  sums: [
    'ea6cc5d87b033cf0aedfbc8f9549a908cae6c50ac31f1698188fa48a74524b54', // Linux, x86_64
    'b7c5f02fccd40f89b999ee16a1f5ddced56e6182370f8affe494bcf8a28cf07e', // Linux, aarch64
  ],
} as const

/** A line of pip's requirements file, which makes pip check the sum (pip documentation, "Hash-checking mode"). */
export function formatZigRequirement(): string {
  const sums = ZIG_RELEASE.sums.map((sum) => `--hash=sha256:${sum}`)
  return `${[`ziglang==${ZIG_RELEASE.version}`, ...sums].join(' ')}\n`
}
