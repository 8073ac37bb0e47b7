import { join } from 'node:path'

import { quoteSh } from '../../src/core/text/quote-sh.ts'
import type { Command } from '../../src/ports/processes.ts'

/** A board that can be entered: a root, and the emulator that its programs need. */
export interface Enterable {
  readonly root: string
  /** Static emulator outside of the root; missing for programs that this kernel runs. */
  readonly emulator?: string
  readonly machine: string
  readonly cpu?: string
  /** A file that takes the place of /proc/cpuinfo: QEMU makes its own for some machines only. */
  readonly cpuinfo?: string
  /** Folder with the staged binaries, seen as /oracle on the board. */
  readonly stage: string
}

/** Class, byte order and e_machine, by QEMU's name of the machine (gABI; e_machine registry). */
const MAGIC: Readonly<Record<string, readonly [bits: number, order: number, machine: number]>> = {
  arm: [1, 1, 40],
  aarch64: [2, 1, 183],
  riscv64: [2, 1, 243],
  mipsel: [1, 1, 8],
  s390x: [2, 2, 22],
  ppc64le: [2, 1, 21],
  i386: [1, 1, 3],
  x86_64: [2, 1, 62],
}

/** Does e_machine of a file's first 20 bytes name that machine, whatever else they say? */
export function isForMachine(head: Uint8Array, machine: string): boolean {
  const [, order, number] = MAGIC[machine] ?? []
  const [low, high] = order === 2 ? [head[19], head[18]] : [head[18], head[19]]
  return head[0] === 0x7f && low === number && high === 0
}

/**
 * A command that enters the board's root in namespaces of its own (mounts, processes, users,
 * binfmt_misc) and runs `script` there by the host's sh before the change of root. Linux 6.7 or
 * later: binfmt_misc of a user namespace.
 */
export function planEntry(board: Enterable, script: string): Command {
  const { root, emulator, machine, stage } = board
  const at = (path: string): string => quoteSh(join(root, path))
  const rule = emulator === undefined ? undefined : formatRule(machine, emulator)
  const lines = [
    'set -e',
    `mount --bind ${at('')} ${at('')}`,
    `mount -t proc proc ${at('proc')}`,
    ...(board.cpuinfo === undefined
      ? []
      : [`mount --bind ${quoteSh(board.cpuinfo)} ${at('proc/cpuinfo')}`]),
    ...planKernelConfig(board),
    `mount --rbind /dev ${at('dev')}`,
    `mount -t tmpfs tmpfs ${at('tmp')}`,
    `mkdir -p ${at('tmp/oracle')}`,
    `mount --bind ${quoteSh(stage)} ${at('tmp/oracle')}`,
    ...(rule === undefined
      ? []
      : [
          'mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc',
          `printf '%s' ${quoteSh(rule)} > /proc/sys/fs/binfmt_misc/register`,
        ]),
    script,
  ]
  const args = [
    '--user',
    '--map-root-user',
    '--mount',
    '--pid',
    '--fork',
    '--kill-child',
    '--mount-proc',
  ]
  return { file: 'unshare', args: [...args, 'sh', '-c', lines.join('\n')] }
}

/** Of QEMU's machines those whose kernels may start 32-bit programs, by the kernel's name of them and its option. */
const COMPAT: Readonly<Record<string, readonly [name: string, option: string]>> = {
  aarch64: ['arm64', 'CONFIG_COMPAT'],
  x86_64: ['x86', 'CONFIG_IA32_EMULATION'],
  ppc64le: ['powerpc', 'CONFIG_COMPAT'],
}

/**
 * The configuration of the kernel that QEMU's user mode plays, where distributions put it: it
 * starts programs of one machine alone. (/proc/config.gz is the host's.)
 */
function planKernelConfig({ root, emulator, machine }: Enterable): readonly string[] {
  const [name, option] = COMPAT[machine] ?? []
  if (emulator === undefined || name === undefined) return []
  const folder = quoteSh(join(root, 'boot'))
  const text = `# Linux/${name} Kernel Configuration\n# ${option ?? ''} is not set\n`
  return [
    `mkdir -p ${folder}`,
    `mount -t tmpfs tmpfs ${folder}`,
    `printf ${quoteSh(text)} > ${folder}/config-"$(uname -r)"`,
  ]
}

/** A line for binfmt_misc: programs of that machine (EXEC and DYN, without the mark) go to the emulator. */
function formatRule(machine: string, emulator: string): string {
  const found = MAGIC[machine]
  if (!found) throw new Error(`No ELF machine is known for qemu-${machine}`)
  const [bits, order, number] = found
  const type = order === 1 ? [2, 0] : [0, 2]
  const typeMask = order === 1 ? [0xfe, 0xff] : [0xff, 0xfe]
  const code = order === 1 ? [number, 0] : [0, number]
  const magic = [0x7f, 0x45, 0x4c, 0x46, bits, order, 1, ...fill(9, 0), ...type, ...code]
  const mask = [...fill(7, 0xff), ...fill(8, 0), 0xff, ...typeMask, 0xff, 0xff]
  return `:oracle:M::${escape(magic)}:${escape(mask)}:${emulator}:OPF`
}

function fill(count: number, value: number): number[] {
  return Array.from({ length: count }, () => value)
}

function escape(bytes: readonly number[]): string {
  return bytes.map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
}

/** A command that runs words of sh on the board, by the board's own programs. */
export function planOnBoard(board: Enterable, words: string): Command {
  const environment = [
    'env -i PATH=/usr/bin:/bin:/usr/sbin:/sbin HOME=/root USER=root LOGNAME=root',
    ...(board.cpu === undefined ? [] : [`QEMU_CPU=${quoteSh(board.cpu)}`]),
  ].join(' ')
  return planEntry(board, `exec ${environment} /usr/sbin/chroot ${quoteSh(board.root)} ${words}`)
}
