import { quoteSh } from '../../text/quote-sh.ts'
import type { VirtualOptions } from '../../board/virtual-options.ts'
import { HELPERS, USER } from '../virtual-board.ts'

/** Changes whenever these scripts do: kept moments and initial RAM file systems are named after it. */
export const INIT_RECIPE = 1

/** What a board's console says, a line each; ferry waits for them. */
export const SAYS = { ready: 'ferry-ready', up: 'ferry-up', failed: 'ferry-failed' } as const

/** Programs of busybox that /init calls by name. */
export const APPLETS: readonly string[] =
  'base64 cat chmod chown chroot cp cut date grep head hostname hwclock ifconfig insmod kill mkdir mount poweroff reboot rm route sh sleep stat switch_root sync umount'.split(
    ' ',
  )

/** Modules that a board needs before its root is there, and those that it can do without. */
export const MODULES = {
  wanted: ['virtio_mmio', 'virtio_blk', 'virtio_net', 'ext4', 'overlay'],
  useful: ['crc32c_generic', 'rtc_pl031', 'rtc_goldfish'],
} as const

/** Paths of a kernel package that its initial RAM file system may need. */
export function isKernelPart(path: string): boolean {
  return (
    /^boot\/vmlinu[xz]-/.test(path) ||
    /\/modules\.builtin$/.test(path) ||
    /\/kernel\/(?:crypto|lib|net\/core|fs\/(?:ext4|jbd2|overlayfs)|drivers\/(?:virtio|rtc))\//.test(
      path,
    ) ||
    /\/kernel\/(?:fs\/mbcache|drivers\/(?:block\/virtio_blk|net\/(?:virtio_net|net_failover)))\.ko/.test(
      path,
    )
  )
}

/**
 * /init of the initial RAM file system. What all starts have in common comes first; there a kept moment is taken, and
 * the board goes on when its console says `go SECONDS SEED`. A board without that word on its command line goes on at once.
 */
export const INIT = `#!/bin/sh
fail() { echo "${SAYS.failed} $*"; sync; poweroff -f; }
mount -t devtmpfs dev /dev; mount -t proc proc /proc; mount -t sysfs sys /sys
while read -r file; do insmod "/modules/$file" || fail "module $file"; done </modules/order
disk() {
  for each in /sys/block/vd*; do
    [ "$(cat "$each/serial")" = "$1" ] && echo "/dev/\${each##*/}" && return
  done
}
mount -t ext4 -o ro,noload "$(disk base)" /base || fail "the root"
ifconfig lo 127.0.0.1 up
ifconfig eth0 10.0.2.15 netmask 255.255.255.0 up || fail "the network"
route add default gw 10.0.2.2
read -r words </proc/cmdline
case " $words " in
*' ferry.wait '*)
  # What every start reads is in memory from here on.
  for each in '/usr/sbin/dropbear -V' '/bin/bash -c :' '/bin/sh -c :' '/usr/lib/sftp-server -h'; do
    chroot /base $each >/dev/null 2>&1 </dev/null
  done
  echo ${SAYS.ready}
  while read -r word seconds seed; do [ "$word" = go ] && break; done
  date -u -s "@$seconds" >/dev/null; echo "$seed" >/dev/urandom ;;
*) hwclock -u -s 2>/dev/null ;;
esac
mount -t ext4 -o noatime,noinit_itable "$(disk data)" /data || fail "the storage"
mkdir -p /data/upper /data/work
mount -t overlay -o lowerdir=/base,upperdir=/data/upper,workdir=/data/work root /new || fail "the layers"
mount -t tmpfs -o mode=755 ferry /new${HELPERS} 2>/dev/null || { mkdir /new${HELPERS}; mount -t tmpfs -o mode=755 ferry /new${HELPERS}; }
cp /bin/busybox /later /new${HELPERS}/
head -c 65536 "$(disk config)" >/new${HELPERS}/settings
mount -o move /sys /new/sys; mount -o move /proc /new/proc; mount -o move /dev /new/dev
exec switch_root /new ${HELPERS}/busybox sh ${HELPERS}/later
fail "the change of root"
`

/**
 * The first process of the board's own root: files that tell this board from others, mounts, the SSH server. Then it
 * waits for \`stop\` on the console, or for the signals that the commands reboot and poweroff send.
 */
export const LATER = `export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
b=${HELPERS}/busybox
fail() { echo "${SAYS.failed} $*"; sync; $b poweroff -f; }
. ${HELPERS}/settings || fail "the settings"
[ "$complete" = yes ] || fail "the settings"
put() { [ "$($b cat "$1" 2>/dev/null)" = "$2" ] || echo "$2" >"$1"; }
keys() { $b mkdir -p "$1/.ssh"; $b chmod 700 "$1/.ssh"; put "$1/.ssh/authorized_keys" "$key"; $b chmod 600 "$1/.ssh/authorized_keys"; }
$b hostname "$name"
put /etc/hostname "$name"
put /etc/hosts "$($b printf '127.0.0.1\\tlocalhost\\n127.0.1.1\\t%s' "$name")"
put /etc/machine-id "$machine"
put /etc/resolv.conf 'nameserver 10.0.2.3'
keys /root
home=/home/${USER.name}
keys $home
for each in $home $home/.ssh $home/.ssh/authorized_keys; do
  [ "$($b stat -c %u "$each")" = ${USER.id} ] || $b chown ${USER.id}:${USER.id} "$each"
done
$b mount -t tmpfs -o nosuid,nodev,mode=755 tmpfs /run; $b mkdir -p /run/lock; $b chmod 1777 /run/lock
$b mkdir -p /dev/pts /dev/shm
$b mount -t devpts -o nosuid,noexec,gid=5,mode=620,ptmxmode=666 devpts /dev/pts
$b mount -t tmpfs -o nosuid,nodev,mode=1777 tmpfs /dev/shm
for each in $noexec; do
  $b mkdir -p "$each"; $b mount -o bind "$each" "$each"; $b mount -o remount,bind,nosuid,nodev,noexec "$each" || fail "noexec of $each"
done
if [ "$readonly" = yes ]; then
  case " $noexec " in *' /tmp '*) ;; *) $b mount -t tmpfs -o nosuid,nodev,mode=1777 tmpfs /tmp ;; esac
  $b mount -o remount,ro / || fail "a read-only root"
fi
echo "$hostkey" | $b base64 -d >${HELPERS}/hostkey; $b chmod 600 ${HELPERS}/hostkey
$b rm -f ${HELPERS}/settings
finish() {
  trap '' TERM USR1 USR2
  $b kill -TERM -1; tries=0
  # Kernel threads have no command line; this process and the reader of the console stay.
  while [ $tries -lt 20 ]; do
    left=0
    for each in /proc/[0-9]*; do
      case \${each#/proc/} in 1|$reader) continue ;; esac
      line=; read -r line <$each/cmdline 2>/dev/null; [ -n "$line" ] && left=1 && break
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
echo ${SAYS.up}
(
  trap '' TERM
  while read -r word; do [ "$word" = stop ] && $b kill -USR2 1; done </dev/console
  while :; do $b sleep 3600; done
) &
reader=$!
# Ended orphans are taken in here.
while :; do wait; done
`

/** Commands of the board that end it, as a system with an init of its own has them. */
export const POWER: Readonly<Record<string, string>> = {
  'usr/sbin/reboot': '#!/bin/sh\nexec kill -TERM 1\n',
  'usr/sbin/poweroff': '#!/bin/sh\nexec kill -USR2 1\n',
  'usr/sbin/halt': '#!/bin/sh\nexec kill -USR2 1\n',
}

/** What tells one board's start from another's. */
export interface FullSettings {
  readonly name: string
  /** 16 hex digits. */
  readonly serial: string
  /** Line for authorized_keys. */
  readonly publicKey: string
  /** dropbear's private key file. */
  readonly hostKeyBase64: string
  readonly options: VirtualOptions
}

/** The settings as the shell text that LATER reads. */
export function formatFullSettings(settings: FullSettings): string {
  const { name, serial, publicKey, hostKeyBase64, options } = settings
  return [
    `name=${quoteSh(name)}`,
    `machine=${quoteSh(`${serial}${serial}`)}`,
    `key=${quoteSh(publicKey)}`,
    `hostkey=${quoteSh(hostKeyBase64)}`,
    `readonly=${options.readOnly ? 'yes' : 'no'}`,
    `noexec=${quoteSh((options.noexec ?? []).join(' '))}`,
    'complete=yes',
    '',
  ].join('\n')
}
