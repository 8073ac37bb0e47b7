/**
 * Debian packages that hold a library's development files under a name that does not follow from
 * the library's (Debian bookworm and trixie, `apt-file search lib<name>.so`).
 */
const irregular: Readonly<Record<string, string>> = {
  asound: 'libasound2-dev',
  crypto: 'libssl-dev',
  z: 'zlib1g-dev',
  'usb-1.0': 'libusb-1.0-0-dev',
  'hidapi-hidraw': 'libhidapi-dev',
  'hidapi-libusb': 'libhidapi-dev',
  curl: 'libcurl4-openssl-dev',
  git2: 'libgit2-dev',
  ssh2: 'libssh2-1-dev',
  bz2: 'libbz2-dev',
  'glib-2.0': 'libglib2.0-dev',
  'gobject-2.0': 'libglib2.0-dev',
  'gio-2.0': 'libglib2.0-dev',
  X11: 'libx11-dev',
  xcb: 'libxcb1-dev',
  pulse: 'libpulse-dev',
  jack: 'libjack-jackd2-dev',
  'avahi-client': 'libavahi-client-dev',
  mysqlclient: 'default-libmysqlclient-dev',
  mariadb: 'libmariadb-dev',
  mosquitto: 'libmosquitto-dev',
  ncursesw: 'libncurses-dev',
  tinfo: 'libncurses-dev',
  'gstreamer-1.0': 'libgstreamer1.0-dev',
  'gtk-3': 'libgtk-3-dev',
  'gtk-4': 'libgtk-4-dev',
  cairo: 'libcairo2-dev',
  v4l2: 'libv4l-dev',
  iw: 'libiw-dev',
  rdkafka: 'librdkafka-dev',
  rocksdb: 'librocksdb-dev',
  'dbus-1': 'libdbus-1-dev',
  bluetooth: 'libbluetooth-dev',
  systemd: 'libsystemd-dev',
}

/** Names by which pkg-config and headers call a library that has another name for the linker. */
const otherNames: Readonly<Record<string, string>> = {
  alsa: 'asound',
  openssl: 'crypto',
  libssl: 'crypto',
  ssl: 'crypto',
  libcrypto: 'crypto',
  libudev: 'udev',
  zlib: 'z',
  'libusb-1.0': 'usb-1.0',
  libusb: 'usb-1.0',
  x11: 'X11',
  libpulse: 'pulse',
  libcurl: 'curl',
  libgit2: 'git2',
  libssh2: 'ssh2',
  hidapi: 'hidapi-hidraw',
  libpq: 'pq',
  'libpq-fe': 'pq',
  libsystemd: 'systemd',
  bluez: 'bluetooth',
}

/** Debian packages that may hold the development files of a library, most likely first: to be looked up in the board's release. */
export function libraryPackages(name: string): readonly string[] {
  const library = otherNames[name] ?? name.replace(/^lib(?=.)/, '')
  const known = irregular[library]
  const plain = library.toLowerCase().replaceAll('_', '-')
  return [
    ...new Set([
      ...(known === undefined ? [] : [known]),
      `lib${plain}-dev`,
      `lib${plain.replace(/-?[\d.]+$/, '')}-dev`,
      `lib${plain}2-dev`,
      `lib${plain}1-dev`,
      `${plain}-dev`,
    ]),
  ].filter((candidate) => /^[a-z0-9][a-z0-9+.-]+$/.test(candidate))
}

/** The library that a header belongs to, by its first folder or its own name: `alsa/asoundlib.h` → `alsa`. */
export function libraryOfHeader(header: string): string {
  return (header.split('/')[0] ?? header).replace(/\.h(?:pp)?$/, '')
}
