import { makeByteView } from '../../bytes/byte-view.ts'

/** Bytes from the start of an image that hold its superblock (Documentation/filesystems/ext4, "Super Block"). */
export const EXT4_HEAD = 2048
const SUPER_AT = 1024
const MAGIC = 0xef53
/** RO_COMPAT_METADATA_CSUM and RO_COMPAT_GDT_CSUM: inodes or groups with checksums. INCOMPAT_64BIT: large descriptors. */
const READ_ONLY_CHECKSUMS = 0x400 | 0x10
const INCOMPAT_64BIT = 0x80

/** Where an ext4 image keeps its inodes. */
export interface Ext4Layout {
  readonly descriptorsAt: number
  readonly descriptorsBytes: number
  readonly inodeBytes: number
  /** Of one group. */
  readonly tableBytes: number
  readonly blockBytes: number
}

/** Undefined for what is no ext4 image, or one with checksums that an edit would break. */
export function readExt4Layout(head: Uint8Array): Ext4Layout | undefined {
  const view = makeByteView(head, 'little')
  const at = (offset: number): number => SUPER_AT + offset
  if (view.u16(at(0x38)) !== MAGIC) return undefined
  if ((view.u32(at(0x64)) & READ_ONLY_CHECKSUMS) !== 0) return undefined
  if ((view.u32(at(0x60)) & INCOMPAT_64BIT) !== 0) return undefined
  const blockBytes = 1024 << Math.min(view.u32(at(0x18)), 6)
  const [inodes, perGroup, inodeBytes] = [view.u32(at(0)), view.u32(at(0x28)), view.u16(at(0x58))]
  if (perGroup === 0 || inodeBytes < 128) return undefined
  return {
    descriptorsAt: (view.u32(at(0x14)) + 1) * blockBytes,
    descriptorsBytes: Math.ceil(inodes / perGroup) * 32,
    inodeBytes,
    tableBytes: perGroup * inodeBytes,
    blockBytes,
  }
}

/** Where each group's inodes begin, in bytes. */
export function readInodeTables(descriptors: Uint8Array, layout: Ext4Layout): readonly number[] {
  const view = makeByteView(descriptors, 'little')
  const count = Math.floor(descriptors.length / 32)
  return Array.from({ length: count }, (_, group) => view.u32(group * 32 + 8) * layout.blockBytes)
}

/** The table with every inode owned by root: uid and gid 0, also their upper halves. Gives undefined where nothing changes. */
export function giveToRoot(table: Uint8Array, inodeBytes: number): Uint8Array | undefined {
  const fresh = table.slice()
  let changed = false
  for (let at = 0; at + inodeBytes <= fresh.length; at += inodeBytes) {
    for (const field of [2, 3, 0x18, 0x19, 0x78, 0x79, 0x7a, 0x7b]) {
      if (fresh[at + field] !== 0) changed = true
      fresh[at + field] = 0
    }
  }
  return changed ? fresh : undefined
}
