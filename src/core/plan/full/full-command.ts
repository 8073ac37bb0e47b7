import { computerFacts } from './full-computers.ts'
import type { FullMachine } from './full-machine.ts'

/** Files of a full board. All absolute but those in its own folder, where QEMU is started. */
export interface FullFiles {
  readonly kernel: string
  readonly initrd: string
  readonly deviceTree: string
  /** The shared root, never written to; missing where the initial RAM file system has it in it. */
  readonly base?: string
  readonly data: string
  readonly config: string
  /** OpenSBI, for RISC-V. */
  readonly firmware?: string
}

/** How this start differs from others of the same computer. */
export type FullStart =
  /** Only writes the device tree to a file, and ends. */
  | { readonly kind: 'device-tree'; readonly into: string }
  /** Boots up to the moment that is kept, and waits there. */
  | { readonly kind: 'keep' }
  /** Boots, or goes on from a kept moment. Connections to address:port go to the board's SSH server. */
  | {
      readonly kind: 'run'
      readonly address: string
      readonly port: number
      readonly from?: string
      /** Seconds since 1970, for computers without a clock that goes on while they are off. */
      readonly seconds?: number
    }

/** Names of the sockets and files that QEMU makes in the folder where it starts. */
export const FULL_SOCKETS = { monitor: 'monitor', console: 'console', log: 'log' } as const

/** Bytes of the disk that carries the settings of a start; without such a disk they are the last bytes of the SD card. */
export const CONFIG_BYTES = 8192

/** QEMU's arguments, without the program (qemu-system-*(1)). `name` tells boards apart in a list of processes. */
export function planFullCommand(
  name: string,
  machine: FullMachine,
  files: FullFiles,
  start: FullStart,
): readonly string[] {
  const { cpu, computer, processors, memoryBytes } = machine
  const { hasVirtio } = computerFacts(computer)
  const dump = start.kind === 'device-tree' ? `,dumpdtb=${escapeComma(start.into)}` : ''
  const log = FULL_SOCKETS.log
  const pairs: Pairs = [
    ['-name', `ferry-${name}`],
    ['-machine', `${computer}${dump}`],
    ['-cpu', cpu],
    ['-smp', String(processors)],
    ['-m', `${memoryBytes / 1024 ** 2}M`],
    ['-accel', 'tcg,thread=multi,tb-size=64'],
    ['-display', 'none'],
    ['-audio', 'none'],
    ...(files.firmware === undefined ? [] : [['-bios', files.firmware] as const]),
    ['-kernel', files.kernel],
    ['-initrd', files.initrd],
    ['-append', commandLine(machine, start)],
    ...(start.kind === 'device-tree' ? [] : [['-dtb', files.deviceTree] as const]),
    ...(hasVirtio ? disks(files) : card(files)),
    ...network(start, { hasVirtio }),
    [
      '-chardev',
      `socket,id=console,path=${FULL_SOCKETS.console},server=on,wait=off,logfile=${log}`,
    ],
    ['-serial', 'chardev:console'],
    ['-qmp', `unix:${FULL_SOCKETS.monitor},server=on,wait=off`],
    // A kept moment is loaded on command, so that ferry hears how that went.
    ...(isKept(start) ? [['-incoming', 'defer'] as const] : []),
  ]
  const switches = ['-nodefaults', '-no-user-config', ...(isKept(start) ? ['-S'] : [])]
  return [...switches, ...pairs.flat()]
}

function isKept(start: FullStart): boolean {
  return start.kind === 'run' && start.from !== undefined
}

type Pairs = readonly (readonly [option: string, value: string])[]

/**
 * What takes time and tells nothing of the board is left out: tests that the kernel makes of its own ciphers, its
 * certificates, write protection of its own memory (each change is told to every emulated processor), and, where they
 * can be woken later, processors other than the first until the board is up (/init does it).
 */
const QUICK = 'quiet loglevel=4 panic=-1 rodata=off random.trust_bootloader=on cryptomgr.notests'

function commandLine({ console, computer, processors }: FullMachine, start: FullStart): string {
  const { lateProcessors, withoutDrivers } = computerFacts(computer)
  const without = ['load_system_certificate_list', ...withoutDrivers]
  return [
    `console=${console} ${QUICK} nr_cpus=${processors}${lateProcessors ? ' maxcpus=1' : ''} initcall_blacklist=${without.join(',')} rdinit=/init`,
    ...(start.kind === 'keep' ? ['ferry.wait'] : []),
    ...(start.kind === 'run' && start.seconds ? [`ferry.clock=${start.seconds}`] : []),
  ].join(' ')
}

// What the board has handed over is the host's at once: an end of QEMU is a power cut, not a loss of what was synced.
const CAREFREE = ',cache=unsafe,discard=unmap'

function disks(files: FullFiles): Pairs {
  return [
    ...(files.base === undefined ? [] : disk('base', files.base, ',readonly=on')),
    ...disk('data', files.data, CAREFREE),
    ...disk('config', files.config, ',readonly=on'),
  ]
}

function card(files: FullFiles): Pairs {
  return [['-drive', `if=sd,format=raw,file=${escapeComma(files.data)}${CAREFREE}`]]
}

function disk(name: string, file: string, more: string): Pairs {
  return [
    ['-drive', `if=none,id=${name},format=raw,file=${escapeComma(file)}${more}`],
    ['-device', `virtio-blk-device,drive=${name},serial=${name}`],
  ]
}

function network(start: FullStart, { hasVirtio }: { readonly hasVirtio: boolean }): Pairs {
  const forward =
    start.kind === 'run' ? `,hostfwd=tcp:${start.address}:${start.port}-10.0.2.15:22` : ''
  return [
    ['-netdev', `user,id=net${forward}`],
    // The one port itself: QEMU would put a hub before it, which the kernel takes half a second to look at.
    ['-device', hasVirtio ? 'virtio-net-device,netdev=net' : 'usb-net,netdev=net,port=1'],
  ]
}

/** A comma in a value of QEMU's options is written twice. */
function escapeComma(path: string): string {
  return path.replaceAll(',', ',,')
}
