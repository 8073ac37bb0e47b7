import { quoteSh } from '../text/quote-sh.ts'

/** Starts a line that names the section that follows; no file that is read holds such a line by accident. */
export const SECTION = '@@ferry '

/** Programs whose presence changes what ferry does or tells. */
export const PROBED_TOOLS: readonly string[] =
  'zstd gzip gunzip xz bzip2 lz4 tar busybox toybox sha256sum sha1sum md5sum cksum od hexdump xxd base64 dd cmp sync mktemp setsid flock timeout nice taskset stty grep awk sed stat df strip gdb gdbserver lldb-server perf strace systemctl journalctl rc-service service start-stop-daemon rsync scp curl wget python3 perl sudo doas apt-get apk opkg dnf yum pacman rpm dpkg docker podman ldd ldconfig getconf gcc cc clang ld make pkg-config cargo rustc'.split(
    ' ',
  )

/**
 * What is read from a board, as one sh script: dash, bash, busybox ash, mksh, and toysh. Writes nothing there.
 * An emulated or old board needs some 10 to 50 ms for each program that is started, so the shell
 * does what it can alone; about nine programs are started. Answer: sections for readProbeAnswer.
 * With `known`, the fingerprint of an earlier probe, the answer ends after it and the places where nothing changed; with `brief`
 * it ends before the places, which takes two programs less.
 *
 * toysh, toybox's own unfinished shell (0.8.9), gets the lines that end in ` #a` alone (planLoginCommand). What it has not, or
 * does otherwise than POSIX: `read`, `command`, `set --`, newlines in quotes, `else` after `elif`, `case $empty in "")`,
 * `${x%% *}`; its `IFS` is empty, and by that it is known. There `n` is empty.
 */
export function planProbe(known?: string, brief = false): string {
  const enough =
    known === undefined
      ? ''
      : `\nif [ "$F" = ${quoteSh(known.replaceAll(/ #a$/gm, ''))} ]; then ${brief ? '' : 's mounts; cat /proc/self/mounts; '}s same; s end; exit 0; fi`
  return `${PREPARE}
${FINGERPRINT}
s fingerprint; printf '%s\\n' "$F" #a${brief ? enough : ''}
${PLACES}${brief ? '' : enough}
${KERNEL}
s user; printf '%s\\n' "\${LOGNAME:-$USER}" "$HOME" "$XDG_CACHE_HOME" "$XDG_RUNTIME_DIR" "$TMPDIR" "$SHELL" #a
${READ_FILES}
${DEVICE_TREE}
${ELF_AND_AUXV}
${LIBC}
${LIBRARIES}
${INIT}
${PACKAGES}
${TOOLS}
${SUDO}
s end #a`
}

/** `s` begins a section; `one` is a section with the first line of a file; `C` tells whether there is a program. */
const PREPARE = `LC_ALL=C; export LC_ALL #a
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin #a
n=\${IFS#??}; C='command -v'; R=line #a
s() { echo "${SECTION}$1"; } #a
line() { IFS= read -r l <"$1"; printf '%s' "$l"; }
one() { if [ -r "$2" ]; then s "$1"; $R "$2"; echo; fi 2>/dev/null; } #a
case x$n in x) C=which; R=cat; U=$(grep Uid: /proc/self/status);; esac #a`

/**
 * Changes when the board was reinstalled, updated or given another kernel or user: times and sizes of the package
 * databases and the loader's cache, kernel release, machine id, host name.
 */
export const FINGERPRINT: string = `U=; while read -r k v w; do if [ "$k" = Uid: ]; then U=$v; break; fi; done </proc/self/status 2>/dev/null
F="$(ls -lnL /etc/os-release /etc/ld.so.cache /var/lib/dpkg/status /lib/apk/db/installed /usr/lib/opkg/status /var/lib/rpm /lib/modules 2>/dev/null) $U $HOME $SHELL" #a
for f in /etc/machine-id /proc/sys/kernel/osrelease /proc/sys/kernel/hostname /etc/debian_version /proc/device-tree/model /sys/firmware/devicetree/base/model; do if [ -r $f ]; then IFS= read -r l <$f; F="$F
$l"; fi; done 2>/dev/null`

/** What a 64-bit kernel was built for: its configuration lies beside it (Debian, Raspberry Pi OS, Ubuntu) or in it (CONFIG_IKCONFIG_PROC). */
const KERNEL = `s kernel; K=$(uname -srm); echo "$K" #a
g() { grep -m 3 -e '^# Linux/' -e 'CONFIG_COMPAT[= ]' -e 'CONFIG_IA32_EMULATION[= ]' "$@"; } #a
case "$K" in *aarch64|*x86_64|*ppc64*) f=\${K#* }; f=/boot/config-\${f% *}; s kernelconfig; if [ -r "$f" ]; then g "$f"; elif [ -r /proc/config.gz ]; then gzip -dc </proc/config.gz | g; fi 2>/dev/null;; esac #a`

/** All small text files by one grep (`file:line`), or by the shell where there is none. */
const READ_FILES = `s files #a
X='/etc/os-release /usr/lib/os-release /proc/cpuinfo /proc/meminfo /proc/self/status /etc/machine-id /proc/1/comm /proc/sys/kernel/hostname /proc/sys/kernel/osrelease /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources /etc/apk/repositories /etc/apk/arch /etc/opkg/*feeds.conf /etc/debian_version /etc/openwrt_release /etc/rpi-issue /proc/self/mounts' #a
if $C grep >/dev/null; then grep -Hs -m 400 '' $X; else for f in $X; do if [ -r "$f" ]; then i=0; while [ $i -lt 400 ] && IFS= read -r l; do printf '%s:%s\\n' "$f" "$l"; i=$((i+1)); done <"$f"; fi; done 2>/dev/null; fi
case x$n in x) grep -Hs -m 400 '' $X;; esac #a`

/** The list of compatible names as it is: its ends are NULs. */
const DEVICE_TREE = `for d in /proc/device-tree /sys/firmware/devicetree/base; do if [ -r $d/compatible ] || [ -r $d/model ]; then one model $d/model; one serial $d/serial-number; one cpunode $d/cpus/cpu@0/compatible; if [ -r $d/compatible ]; then s compatible; cat $d/compatible; echo; fi; break; fi; done 2>/dev/null #a
for d in /sys/class/dmi/id; do one dmi $d/product_name; done #a`

/** The program that reads is itself one of the board's: its auxiliary vector (getauxval(3)) and after that its ELF header, in one go. */
const ELF_AND_AUXV = `X='/proc/self/auxv /proc/self/exe' #a
if s auxelf && od -An -v -tx1 -N3072 $X; then :; elif $C hexdump >/dev/null; then s auxelf; hexdump -v -n 3072 -e '16/1 "%02x " "\\n"' $X; elif $C xxd >/dev/null; then s auxv; xxd -p -l 2048 /proc/self/auxv; s elf; xxd -p -l 2048 /proc/self/exe; elif $C base64 >/dev/null; then s auxv64; base64 /proc/self/auxv; s elf64; dd if=/proc/self/exe bs=2048 count=1 2>/dev/null | base64; fi 2>/dev/null #a`

/** glibc before 2.34 has its version in a file name; a newer one and musl tell it when their loader is run. */
const LIBC = `s loaders #a
for f in /lib/ld-linux*.so.* /lib64/ld-linux*.so.* /lib/ld64.so.* /lib64/ld64.so.* /lib/ld.so.1 /lib/ld-musl-*.so.1 /lib/ld-uClibc*.so.* /lib/ld64-uClibc*.so.* /libx32/ld-*.so.* /lib32/ld-*.so.* /usr/lib/ld-musl-*.so.1 /usr/lib/ld-linux*.so.* /system/bin/linker /system/bin/linker64; do if [ -e "$f" ]; then echo "$f"; fi; done #a
s libcfiles #a
for f in /lib/libc-2*.so /lib/*/libc-2*.so /lib64/libc-2*.so /usr/lib/*/libc-2*.so /lib/libuClibc-*.so; do if [ -e "$f" ]; then echo "$f"; fi; done #a
for f in /usr/lib/libstdc++.so.6 /usr/lib64/libstdc++.so.6 /lib/libstdc++.so.6 /usr/lib/*/libstdc++.so.6; do if [ -r "$f" ]; then s "cxx $f"; tr -cs 'A-Za-z0-9_.' '\\n' <"$f" | grep -x -e 'GLIBCXX_3\\.4[.0-9]*' -e 'CXXABI_1\\.3[.0-9]*' -e 'CXXABI_ARM_1\\.3[.0-9]*'; fi; done 2>/dev/null #a
i=0; for f in /lib/ld-musl-*.so.1 /lib/ld-linux*.so.* /lib64/ld-linux*.so.* /lib/ld64.so.* /lib64/ld64.so.* /lib/ld.so.1; do if [ -x "$f" ] && [ $i -lt 3 ]; then i=$((i+1)); s "loader $f"; "$f" --version 2>&1 </dev/null; fi; done #a`

/** As the loader finds them: its cache (ld.so(8)), else, or where no program tells what is in it, the folders that it looks through. */
const LIBRARIES = `L=; if $C ldconfig >/dev/null; then L=1; s ldconfig; ldconfig -p 2>/dev/null; fi #a
s folders #a
set --
for f in /etc/ld.so.conf /etc/ld.so.conf.d/*.conf /etc/ld-musl-*.path; do if [ -r "$f" ]; then while read -r l || [ -n "$l" ]; do case $l in /*) set -- "$@" "$l";; esac; done <"$f"; fi; done 2>/dev/null
if [ -z "$L" ] || [ ! -e /etc/ld.so.cache ]; then for d in "$@" /lib /usr/lib /usr/local/lib /lib64 /usr/lib64 /lib/*-linux-* /usr/lib/*-linux-*; do for f in "$d"/lib*.so*; do if [ -f "$f" ]; then echo "$f"; fi; done; done; fi #a`

const INIT = `s init #a
if [ -d /run/systemd/system ]; then echo run-systemd; fi #a
if [ -d /run/openrc ] || [ -x /sbin/openrc-run ]; then echo openrc; fi #a
if [ -x /sbin/procd ]; then echo procd; fi #a
if [ /sbin/init -ef /bin/busybox ] || [ /sbin/init -ef /usr/bin/busybox ]; then echo busybox; fi 2>/dev/null #a
if [ -x /lib/systemd/systemd ] || [ -x /usr/lib/systemd/systemd ]; then echo systemd; fi #a
if [ -f /etc/inittab ]; then echo inittab; fi #a
if [ -x /sbin/init ]; then echo init; fi #a`

/** Debian's architecture is in the name of its libc's list of files; where there are two of them, dpkg says which is its own. */
const PACKAGES = `s dpkg; i=0; for f in /var/lib/dpkg/info/libc6:*.list; do if [ -e "$f" ]; then i=$((i+1)); echo "$f"; fi; done; if [ $i != 1 ] && $C dpkg >/dev/null; then s dpkg; dpkg --print-architecture; fi 2>/dev/null #a
s time64; for f in /var/lib/dpkg/info/*t64:*.list /var/lib/dpkg/info/*t64.list; do if [ -e "$f" ]; then echo t64; break; fi; done #a`

const TOOLS = `s tools; T='${PROBED_TOOLS.join(' ')}' #a
case x$n in x) which $T;; *) for t in $T; do command -v "$t"; done;; esac 2>/dev/null #a`

const SUDO = `s sudo #a
case x$n in x) ;; *) if [ "$U" = 0 ]; then echo free; elif command -v sudo >/dev/null; then if sudo -n true </dev/null >/dev/null 2>&1; then echo free; else echo password; fi; else echo none; fi;; esac
case "x$n$U" in xUid:?0?*) echo free;; xUid*) if which sudo; then sudo -n true </dev/null && echo free || echo password; fi >/dev/null 2>&1; which sudo >/dev/null || echo none;; esac #a`

/** Places that programs may be put, each with whether this user may write there, and the file systems below them. */
const PLACES = `s places #a
set --; for d in "\${XDG_CACHE_HOME:-$HOME/.cache}" "$HOME" /var/tmp /tmp /dev/shm "$XDG_RUNTIME_DIR" /run/shm /opt /usr/local /mnt /data; do if [ -n "$d" ] && [ -d "$d" ]; then set -- "$@" "$d"; if [ -w "$d" ]; then echo "w $d"; else echo "r $d"; fi; fi; done; s df; df -Pk "$@" 2>/dev/null
case x$n in x) for d in "$HOME/.cache" "$HOME" /var/tmp /tmp /dev/shm /opt /data; do if [ -d "$d" ]; then if [ -w "$d" ]; then echo "w $d"; else echo "r $d"; fi; fi; done; s df; df -Pk;; esac #a`
