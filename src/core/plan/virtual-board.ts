import type { VirtualOptions } from '../board/virtual-options.ts'
import type { VirtualPreset } from '../board/virtual-preset.ts'
import { planRules } from './virtual-rules.ts'
import { MOUNT } from './virtual-steps.ts'
import type { Step } from './virtual-steps.ts'

/** Where the host's helpers lie on a board. */
export const HELPERS = '/.ferry'
/** The board's ordinary user. */
export const USER = { name: 'pi', id: 1000 } as const

export interface VirtualPlan {
  readonly preset: VirtualPreset
  readonly name: string
  readonly options: VirtualOptions
  /** Folders relative to the one where board-init starts. */
  readonly folder: string
  readonly root: string
  /** `private`: user namespace with rules of its own; `host`: root's rules for the whole host. */
  readonly way: 'private' | 'host'
  /** The board's layer cannot lie on the disk. */
  readonly inMemory: boolean
  /** `one`: the user's own id alone can be used; `all`: root's whole range. */
  readonly ids:
    | { readonly kind: 'one'; readonly uid: number; readonly gid: number }
    | { readonly kind: 'all' }
  readonly hostArch: string
  readonly address: string
  readonly port: number
  /** Line for authorized_keys. */
  readonly publicKey: string
  /** 16 hex digits. */
  readonly serial: string
  /** Text of the host's /etc/resolv.conf: the board uses the host's network. */
  readonly resolvConf?: string
  /** Which of the host's processors to begin with, where the board has fewer. */
  readonly firstProcessor: number
}

/** Every step from a fresh process to a board that listens. Paths before the step `root` are the host's. */
export function planVirtualBoard(plan: VirtualPlan): readonly Step[] {
  const inside = (path: string): string => `${plan.folder}/mnt${path}`
  return [
    ...planIds(plan),
    ['pid-file', `${plan.folder}/pid`],
    ['output', `${plan.folder}/log`],
    ['mount', '', '', '/', MOUNT.recursive | MOUNT.slave, ''],
    ...planStorage(plan),
    ['mkdir', inside(HELPERS)],
    ['mount', '', `${plan.folder}/helpers`, inside(HELPERS), MOUNT.bind, ''],
    ...remountReadOnly(inside(HELPERS)),
    ...planMachine(plan, inside),
    ...planDevices(inside, plan.ids.kind),
    ['root', `${plan.folder}/mnt`],
    ...planFiles(plan),
    ...planMounts(plan),
    ['hostname', plan.name],
    // As Debian starts: no core files (RLIMIT_CORE), 1024 files (RLIMIT_NOFILE), whatever ferry's own limits are.
    ['limit', 4, 0],
    ['limit', 7, 1024],
    ['processors', plan.preset.count, plan.firstProcessor],
    ...planBoardRules(plan),
    ...(plan.options.readOnly ? remountReadOnly('/', 0) : []),
    ['listen', plan.address, plan.port],
    ...planServer(plan),
  ]
}

function planIds({ way, ids }: VirtualPlan): readonly Step[] {
  if (way === 'host') return []
  if (ids.kind === 'all') return [['map-users', '0 0 65536\n', '0 0 65536\n', '']]
  return [['map-users', `0 ${ids.uid} 1\n`, `0 ${ids.gid} 1\n`, 'deny']]
}

/** A layer of its own over the shared root, on disk or in memory. */
function planStorage({ folder, root, options, way, inMemory }: VirtualPlan): readonly Step[] {
  const target = `${folder}/mnt`
  const limit = options.storageBytes ?? (inMemory ? '50%' : undefined)
  const layers = limit === undefined ? folder : `${folder}/memory`
  // Extended attributes trusted.* need the host's root; user.* do not (Linux 5.11).
  const names = way === 'private' ? ',userxattr' : ''
  const overlay = `lowerdir=${root},upperdir=${layers}/upper,workdir=${layers}/work${names}`
  return [
    ...(limit === undefined
      ? []
      : [
          ['mkdir', layers] as const,
          ['mount', 'tmpfs', 'tmpfs', layers, 0, `size=${limit},mode=755`] as const,
        ]),
    ['mkdir', `${layers}/upper`],
    ['mkdir', `${layers}/work`],
    ['mkdir', target],
    ['mount', 'overlay', 'overlay', target, 0, overlay],
  ]
}

function remountReadOnly(path: string, more: number = MOUNT.noSuid | MOUNT.noDev): readonly Step[] {
  return [['mount', '', '', path, MOUNT.remount | MOUNT.bind | MOUNT.readOnly | more, '']]
}

/** /proc with the board's processors, and what a probe reads of /sys. A fresh /proc must be mounted while the host's is in sight. */
function planMachine({ preset }: VirtualPlan, inside: (path: string) => string): readonly Step[] {
  const base = inside('/sys/firmware/devicetree/base')
  const processors = inside('/sys/devices/system/cpu')
  const present = preset.count === 1 ? '0\n' : `0-${preset.count - 1}\n`
  return [
    ['mkdir', inside('/proc')],
    ['mount', 'proc', 'proc', inside('/proc'), MOUNT.noSuid | MOUNT.noDev | MOUNT.noExec, ''],
    ['mount', '', inside(`${HELPERS}/cpuinfo`), inside('/proc/cpuinfo'), MOUNT.bind, ''],
    ...folders(inside('/sys'), [
      '',
      '/firmware',
      '/firmware/devicetree',
      '/firmware/devicetree/base',
    ]),
    ['write', `${base}/model`, '444', `${preset.model}\0`],
    ['write', `${base}/compatible`, '444', preset.compatible.map((name) => `${name}\0`).join('')],
    ...folders(inside('/sys'), ['/devices', '/devices/system', '/devices/system/cpu']),
    // libudev before 250 and the crate serialport take a missing folder for an error.
    ...folders(inside('/sys'), ['/bus', '/class', '/class/tty']),
    ...['online', 'possible', 'present'].map((name): Step => [
      'write',
      `${processors}/${name}`,
      '444',
      present,
    ]),
  ]
}

function folders(base: string, paths: readonly string[]): readonly Step[] {
  return paths.map((path): Step => ['mkdir', `${base}${path}`])
}

function planDevices(inside: (path: string) => string, ids: 'one' | 'all'): readonly Step[] {
  const dev = (name: string): string => inside(`/dev/${name}`)
  const nodes = ['null', 'zero', 'full', 'random', 'urandom', 'tty']
  const links = [
    ['pts/ptmx', 'ptmx'],
    ['/proc/self/fd', 'fd'],
    ['/proc/self/fd/0', 'stdin'],
    ['/proc/self/fd/1', 'stdout'],
    ['/proc/self/fd/2', 'stderr'],
  ] as const
  // Group tty (5) exists only where root's ids do.
  const group = ids === 'all' ? ',gid=5' : ''
  return [
    ['mkdir', inside('/dev')],
    ['mount', 'tmpfs', 'udev', inside('/dev'), MOUNT.noSuid, 'mode=755,size=1m'],
    ...nodes.flatMap((name): Step[] => [
      ['write', dev(name), '666', ''],
      ['mount', '', `/dev/${name}`, dev(name), MOUNT.bind, ''],
    ]),
    ['mkdir', dev('pts')],
    [
      'mount',
      'devpts',
      'devpts',
      dev('pts'),
      MOUNT.noSuid | MOUNT.noExec,
      `newinstance,ptmxmode=666,mode=620${group}`,
    ],
    ['mkdir', dev('shm')],
    ['mount', 'tmpfs', 'tmpfs', dev('shm'), MOUNT.noSuid | MOUNT.noDev, 'mode=1777'],
    ...links.map(([target, name]): Step => ['symlink', target, dev(name)]),
  ]
}

/** Files that tell this board from another of the same root. */
function planFiles(plan: VirtualPlan): readonly Step[] {
  const home = `/home/${USER.name}`
  const own = (path: string): readonly Step[] =>
    plan.ids.kind === 'all' ? [['owner', path, USER.id, USER.id]] : []
  return [
    ['write', '/etc/hostname', '644', `${plan.name}\n`],
    ['write', '/etc/hosts', '644', `127.0.0.1\tlocalhost\n127.0.1.1\t${plan.name}\n`],
    ['write', '/etc/machine-id', '444', `${plan.serial}${plan.serial}\n`],
    ...(plan.resolvConf === undefined
      ? []
      : [['write', '/etc/resolv.conf', '644', plan.resolvConf] as const]),
    // A session's terminal is given to group tty, which one id alone cannot do: without the group nobody tries.
    ...(plan.ids.kind === 'one' ? [['write', '/etc/group', '644', GROUPS_OF_ONE] as const] : []),
    ...planKeys('/root', plan.publicKey),
    ['mkdir', '/home'],
    ['mkdir', home],
    ...own(home),
    ...planKeys(home, plan.publicKey),
    ...own(`${home}/.ssh`),
    ...own(`${home}/.ssh/authorized_keys`),
  ]
}

const GROUPS_OF_ONE = `root:x:0:\nsudo:x:27:${USER.name}\n${USER.name}:x:${USER.id}:\n`

function planKeys(home: string, publicKey: string): readonly Step[] {
  return [
    ['mkdir', home],
    ['mkdir', `${home}/.ssh`, '700'],
    ['write', `${home}/.ssh/authorized_keys`, '600', `${publicKey}\n`],
  ]
}

function planMounts({ options }: VirtualPlan): readonly Step[] {
  const quiet = MOUNT.noSuid | MOUNT.noDev
  const noexec = options.noexec ?? []
  return [
    ['mkdir', '/run'],
    ['mount', 'tmpfs', 'tmpfs', '/run', quiet, 'mode=755'],
    ['mkdir', '/run/lock', '1777'],
    ...(options.readOnly && !noexec.includes('/tmp')
      ? [['mount', 'tmpfs', 'tmpfs', '/tmp', quiet, 'mode=1777'] as const]
      : []),
    ...noexec.flatMap((path): Step[] => [
      ['mkdir', path],
      ['mount', '', path, path, MOUNT.bind, ''],
      ['mount', '', '', path, MOUNT.remount | MOUNT.bind | quiet | MOUNT.noExec, ''],
    ]),
  ]
}

function planBoardRules({ preset, hostArch, way, name }: VirtualPlan): readonly Step[] {
  const machines = preset.machines.map(({ machine }) => machine)
  const mounted: Step = ['rules', '/run']
  if (way === 'private') {
    return [mounted, ...planRules(machines, HELPERS, hostArch).map((rule): Step => ['rule', rule])]
  }
  // For the whole host: programs of its own must stay programs, and names tell the boards apart and are taken back.
  const prefix = hostRulePrefix(name)
  const named = planRules(machines, HELPERS, '', prefix)
  return [
    mounted,
    ...named.map((rule, index): Step => ['rule', rule, `${prefix}${machines[index] ?? ''}`]),
  ]
}

/** How names of rules for the whole host begin that are a board's. */
export function hostRulePrefix(name: string): string {
  return `ferry-${name}-`
}

function planServer({ ids, way }: VirtualPlan): readonly Step[] {
  const loader = [`${HELPERS}/lib/ld.so`, '--library-path', `${HELPERS}/lib`] as const
  const user: readonly Step[] =
    ids.kind === 'one' && way === 'private'
      ? [['user', `${USER.id} 0 1\n`, `${USER.id} 0 1\n`]]
      : []
  return [
    ...user,
    ['variable', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    // -i one connection, on descriptor 0; -E log to descriptor 2; -s no passwords.
    ['serve', ...loader, `${HELPERS}/dropbear`, '-i', '-E', '-s', '-r', `${HELPERS}/hostkey`],
  ]
}
