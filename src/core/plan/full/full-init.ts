import { quoteSh } from '../../text/quote-sh.ts'
import type { VirtualOptions } from '../../board/virtual-options.ts'
import { HELPERS, USER } from '../virtual-board.ts'

/** Changes whenever these scripts do: kept moments and initial RAM file systems are named after it. */
export const INIT_RECIPE = 9

/** What a board's console says, a line each; ferry waits for them. */
export const SAYS = { ready: 'ferry-ready', up: 'ferry-up', failed: 'ferry-failed' } as const

/** Programs of busybox that /init calls by name. */
export const APPLETS: readonly string[] =
  'cat chmod chroot cp date dd hwclock ifconfig insmod mkdir mount poweroff route sh sleep stty switch_root sync'.split(
    ' ',
  )

/** Modules that every board needs beside those of its computer, before its root is there, and those that it can do without. */
export const MODULES = {
  wanted: ['ext4', 'overlay'],
  useful: ['crc32c_generic', 'rtc_pl031', 'rtc_goldfish'],
} as const

/** Paths of a kernel package that its initial RAM file system may need. */
export function isKernelPart(path: string): boolean {
  return (
    /^boot\/vmlinu[xz]-/.test(path) ||
    path.endsWith('/modules.builtin') ||
    /\/kernel\/(?:crypto|lib|net\/core|fs\/(?:ext4|jbd2|overlayfs)|drivers\/(?:virtio|rtc))\//.test(
      path,
    ) ||
    /\/kernel\/(?:fs\/mbcache|drivers\/(?:block\/virtio_blk|net\/(?:virtio_net|net_failover|mii|usb\/\w+)))\.ko/.test(
      path,
    )
  )
}

/**
 * /init of the initial RAM file system. What all starts have in common comes first; there a kept moment is taken, and
 * the board goes on when its console says `go SECONDS SEED`. A board without that word on its command line goes on at
 * once. Behind the moment every program started counts: under emulation each is some 20 ms.
 */
export const INIT: string = `#!/bin/sh
fail() { echo "${SAYS.failed} $*"; sync; poweroff -f; }
mount -t devtmpfs dev /dev; mount -t proc proc /proc; mount -t sysfs sys /sys
while read -r file; do insmod "/modules/$file" || fail "module $file"; done </modules/order
export card=
if [ -d /base/usr ]; then
  # The root came with this one, since the SD card, the only disk, is slow.
  data=/dev/mmcblk0 card=/dev/mmcblk0
else
  for each in /sys/block/vd*; do
    read -r serial <"$each/serial"
    case $serial in base) base=/dev/\${each##*/} ;; data) data=/dev/\${each##*/} ;; config) export config=/dev/\${each##*/} ;; esac
  done
  mount -t ext4 -o ro,noload "$base" /base || fail "the root"
fi
ifconfig lo 127.0.0.1 up
if [ -d /sys/class/net/eth0 ]; then
  ifconfig eth0 10.0.2.15 netmask 255.255.255.0 up || fail "the network"
  route add default gw 10.0.2.2
fi
mkdir -p /dev/pts /dev/shm
mount -t devpts -o nosuid,noexec,gid=5,mode=620,ptmxmode=666 devpts /dev/pts
mount -t tmpfs -o nosuid,nodev,mode=1777 tmpfs /dev/shm
mount -t tmpfs -o nosuid,nodev,mode=755 tmpfs /run; mkdir -p /run/lock; chmod 1777 /run/lock
mount -t tmpfs -o mode=755 ferry /ferry; cp /bin/busybox /later /ferry/
read -r words </proc/cmdline
case " $words " in
*' ferry.wait '*)
  for each in /sys/devices/system/cpu/cpu[1-9]*; do
    [ ! -f $each/online ] || echo 1 >$each/online
  done
  # What every start reads is in memory from here on.
  for each in '/usr/sbin/dropbear -V' '/bin/bash -c :' '/bin/sh -c :' '/usr/lib/sftp-server -h'; do
    chroot /base $each >/dev/null 2>&1 </dev/null
  done
  stty -echo; echo ${SAYS.ready}
  # Whoever made it may be gone: nobody waits for ever.
  until [ "$word" = go ]; do read -t 300 -r word seconds seed || poweroff -f; done
  date -u -s "@$seconds" >/dev/null; echo "$seed" >/dev/urandom ;;
*' ferry.clock='*) seconds=\${words##*ferry.clock=}; date -u -s "@\${seconds%% *}" >/dev/null ;;
*) hwclock -u -s 2>/dev/null ;;
esac
tries=0
until [ -b "$data" ] || [ $tries -ge 500 ]; do sleep 0.02; tries=$((tries + 1)); done
if [ -n "$card" ]; then
  read -r sectors </sys/block/mmcblk0/size
  export config=${HELPERS}/config
  umask 077; dd if=$card of=/ferry/config bs=8192 skip=$((sectors / 16 - 1)) count=1 2>/dev/null; umask 022
fi
mount -t ext4 -o noatime,noinit_itable "$data" /data || fail "the storage"
[ -d /data/work ] || mkdir -p /data/upper /data/work
mount -t overlay -o lowerdir=/base,upperdir=/data/upper,workdir=/data/work root /new || fail "the layers"
for each in dev proc sys run; do mount -o move /$each /new/$each; done
mount -o move /ferry /new${HELPERS}
# What is below /base must stay where it is in memory.
[ -n "$card" ] && cd /new && mount -o move . / && exec chroot . ${HELPERS}/busybox sh ${HELPERS}/later
exec switch_root /new ${HELPERS}/busybox sh ${HELPERS}/later
fail "the change of root"
`

/**
 * The first process of the board's own root: files that tell this board from others, mounts, the SSH server. Then it
 * waits for `stop` on the console, or for the signals that the commands reboot and poweroff send.
 */
export const LATER: string = `export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
b=${HELPERS}/busybox
fail() { echo "${SAYS.failed} $*"; sync; $b poweroff -f; }
. "$config" || fail "the settings"
[ "$complete" = yes ] || fail "the settings"
# Files that an earlier start wrote stay as they are.
differs() { line=; [ -f "$1" ] && read -r line <"$1"; [ "$line" != "$2" ]; }
put() { differs "$1" "$2" && echo "$2" >"$1"; }
keys() {
  differs "$1/.ssh/authorized_keys" "$key" || return
  $b mkdir -p "$1/.ssh"; echo "$key" >"$1/.ssh/authorized_keys"
  $b chmod 700 "$1/.ssh"; $b chmod 600 "$1/.ssh/authorized_keys"; $b chown "$2" "$1" "$1/.ssh" "$1/.ssh/authorized_keys"
}
[ -z "$card" ] || $b rm -f "$config"
echo "$name" >/proc/sys/kernel/hostname
differs /etc/hostname "$name" && printf '127.0.0.1\\tlocalhost\\n127.0.1.1\\t%s\\n' "$name" >/etc/hosts
put /etc/hostname "$name"
put /etc/machine-id "$machine"
put /etc/resolv.conf 'nameserver 10.0.2.3'
keys /root 0:0
keys /home/${USER.name} ${USER.id}:${USER.id}
for each in $noexec; do
  $b mkdir -p "$each"; $b mount -o bind "$each" "$each"; $b mount -o remount,bind,nosuid,nodev,noexec "$each" || fail "noexec of $each"
done
if [ "$readonly" = yes ]; then
  case " $noexec " in *' /tmp '*) ;; *) $b mount -t tmpfs -o nosuid,nodev,mode=1777 tmpfs /tmp ;; esac
  $b mount -o remount,ro / || fail "a read-only root"
fi
umask 077; printf "$hostkey" >${HELPERS}/hostkey; umask 022
for each in /sys/devices/system/cpu/cpu[1-9]*; do
  line=1; [ ! -f $each/online ] || read -r line <$each/online
  [ "$line" != 0 ] || echo 1 >$each/online
done
finish() {
  trap '' TERM USR1 USR2
  kill -TERM -1; tries=0
  # Kernel threads have no command line; this process and the reader of the console stay.
  while [ $tries -lt 20 ]; do
    left=0
    for each in /proc/[0-9]*; do
      case \${each#/proc/} in 1|$reader) continue ;; esac
      line=; { read -r line <$each/cmdline; } 2>/dev/null; [ -n "$line" ] && left=1 && break
    done
    [ $left = 0 ] && break
    $b sleep 0.05; tries=$((tries + 1))
  done
  $b sync; $b mount -o remount,ro / 2>/dev/null; $b sync
  $b "$1" -f
}
trap 'finish reboot' TERM
trap 'finish poweroff' USR2
ulimit -c 0; ulimit -n 1024
/usr/sbin/dropbear -E -s -r ${HELPERS}/hostkey -p 22 -P /run/dropbear.pid || fail "the SSH server"
if [ ! -d /sys/class/net/eth0 ]; then
  tries=0
  until [ -d /sys/class/net/usb0 ] || [ $tries -ge 500 ]; do $b sleep 0.02; tries=$((tries + 1)); done
  $b ifconfig usb0 10.0.2.15 netmask 255.255.255.0 up || fail "the network"
  $b route add default gw 10.0.2.2
fi
echo ${SAYS.up}
(
  trap '' TERM
  while read -r word; do [ "$word" = stop ] && kill -USR2 1; done </dev/console
  while :; do $b sleep 3600; done
) &
reader=$!
# Ended orphans are taken in here.
while :; do wait; done
`

/** Commands of the board that end it, as a system with an init of its own has them. */
export const POWER: Readonly<Record<string, string>> = {
  'usr/sbin/reboot': '#!/bin/sh\nkill -TERM 1\n',
  'usr/sbin/poweroff': '#!/bin/sh\nkill -USR2 1\n',
  'usr/sbin/halt': '#!/bin/sh\nkill -USR2 1\n',
}

/** What tells one board's start from another's. */
export interface FullSettings {
  readonly name: string
  /** 16 hex digits. */
  readonly serial: string
  /** Line for authorized_keys. */
  readonly publicKey: string
  /** dropbear's private key file. */
  readonly hostKey: Uint8Array
  readonly options: VirtualOptions
}

/** The settings as the shell text that LATER reads. */
export function formatFullSettings(settings: FullSettings): string {
  const { name, serial, publicKey, hostKey, options } = settings
  return [
    `name=${quoteSh(name)}`,
    `machine=${quoteSh(`${serial}${serial}`)}`,
    `key=${quoteSh(publicKey)}`,
    // As printf takes it: dash and busybox agree on three octal digits.
    `hostkey=${quoteSh(formatOctal(hostKey))}`,
    `readonly=${options.readOnly ? 'yes' : 'no'}`,
    `noexec=${quoteSh((options.noexec ?? []).join(' '))}`,
    'complete=yes',
    '',
  ].join('\n')
}

function formatOctal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
}
