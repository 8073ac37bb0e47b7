/** One step of a board's start: its name and its operands, as `helpers/src/bin/board-init.rs` takes them. */
export type Step = readonly [string, ...(string | number)[]]

/** Flags of mount(2) (include/uapi/linux/mount.h). */
export const MOUNT = {
  readOnly: 1,
  noSuid: 2,
  noDev: 4,
  noExec: 8,
  remount: 0x20,
  bind: 0x1000,
  recursive: 0x4000,
  slave: 0x8_0000,
} as const
