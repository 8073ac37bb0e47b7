/**
 * A real uClibc userland, made and probed: uClibc-ng and busybox, from Debian's source packages, built for
 * ARMv7 hard float, run in a root of their own under qemu-arm. Prints the facts as test/boards/uclibc-ng-cortex-a9.json holds them.
 * Usage: npm run uclibc, or node scripts/uclibc-board.ts [FOLDER]; what lies in FOLDER already is not made again.
 * Needs make, arm-linux-gnueabihf-gcc with its libc headers (Debian: gcc-arm-linux-gnueabihf, libc6-dev-armhf-cross), xz and
 * unshare on Linux 6.7 or later; a few minutes.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { planProbe } from '../src/core/plan/probe-script.ts'
import { planShellSession } from '../src/core/plan/shell-session.ts'
import { readProbeAnswer } from '../src/core/read/probe-answer.ts'
import { chooseTarget } from '../src/core/target/choose-target.ts'
import { makeRealWorld, makeTell } from '../test/real/real-world.ts'
import { ensureQemuUser } from '../test/real/emulators.ts'

const folder = resolve(process.argv[2] ?? join(tmpdir(), 'ferry-uclibc'))
const gcc = 'arm-linux-gnueabihf-gcc'
const made = join(folder, 'made')
const world = makeRealWorld()
const { packages } = world
const { tell } = makeTell()

mkdirSync(folder, { recursive: true })
if (!existsSync(join(made, 'lib', 'libc.so.1'))) await buildUclibc()
const specs = writeSpecs()
if (!existsSync(join(folder, 'busybox'))) await buildBusybox()
const root = makeRoot()
const answer = probe(root, (await ensureQemuUser(world))('arm'))
const { facts, whole } = readProbeAnswer(answer)
const { target, certain, why } = chooseTarget(facts)
console.log(JSON.stringify({ whole, target, certain, why, facts }, null, 2))
process.exitCode = whole && facts.libc?.kind === 'uclibc' ? 0 : 1

/** Options of uClibc-ng's own configuration; the rest is as `make oldconfig` has it. */
async function buildUclibc(): Promise<void> {
  const files = await packages.source({ suite: 'bookworm', name: 'uclibc', upstream: true }, tell)
  const tree = join(folder, 'uclibc')
  mkdirSync(tree, { recursive: true })
  run('tar', ['-xf', files[0]?.file ?? '', '-C', tree, '--strip-components=1'], folder)
  const headers = '/usr/arm-linux-gnueabihf/include'
  const on =
    'TARGET_arm ARCH_LITTLE_ENDIAN ARCH_WANTS_LITTLE_ENDIAN CONFIG_ARM_EABI ARCH_USE_MMU UCLIBC_HAS_FLOATS UCLIBC_HAS_FPU DO_C99_MATH HAVE_SHARED LDSO_GNU_HASH_SUPPORT UCLIBC_HAS_LFS UCLIBC_HAS_THREADS UCLIBC_HAS_THREADS_NATIVE UCLIBC_HAS_WCHAR UCLIBC_HAS_GNU_GETOPT UCLIBC_HAS_GLOB UCLIBC_HAS_REGEX UCLIBC_HAS_IPV4 UCLIBC_HAS_SOCKET UCLIBC_LINUX_SPECIFIC UCLIBC_BSD_SPECIFIC UCLIBC_SUSV4_LEGACY UCLIBC_SUSV3_LEGACY UCLIBC_HAS_CRYPT_IMPL'.split(
      ' ',
    )
  const text = `TARGET_ARCH="arm"\n${on.map((name) => `${name}=y`).join('\n')}\nKERNEL_HEADERS="${headers}"\nRUNTIME_PREFIX="/"\nDEVEL_PREFIX="/usr/"\nSHARED_LIB_LOADER_PREFIX="$(RUNTIME_PREFIX)lib"\n`
  writeFileSync(join(tree, '.config'), text)
  const words = ['ARCH=arm', 'CROSS_COMPILE=arm-linux-gnueabihf-']
  run('sh', ['-c', `yes '' | make ${words.join(' ')} oldconfig`], tree)
  run('make', [...words, '-j2', `PREFIX=${made}`, 'install'], tree)
  const libc = [`${made}/lib/libc.so.1`, `${made}/usr/lib/uclibc_nonshared.a`]
  writeFileSync(
    join(made, 'usr', 'lib', 'libc.so'),
    `OUTPUT_FORMAT("elf32-littlearm")\nGROUP ( ${libc.join(' ')} AS_NEEDED ( ${made}/lib/ld-uClibc.so.1 ) )\n`,
  )
}

/** GCC's specs: uClibc's headers, start files and loader in the place of glibc's. */
function writeSpecs(): string {
  const kernel = join(folder, 'kernel-headers')
  mkdirSync(kernel, { recursive: true })
  for (const name of ['linux', 'asm', 'asm-generic', 'mtd'])
    if (!existsSync(join(kernel, name)))
      symlinkSync(`/usr/arm-linux-gnueabihf/include/${name}`, join(kernel, name))
  const lib = `${made}/usr/lib`
  const file = join(folder, 'uclibc.specs')
  writeFileSync(
    file,
    `*cc1:\n%(cc1_cpu) -nostdinc -isystem ${made}/usr/include -isystem include%s -isystem ${kernel}\n\n*link_libgcc:\n-L${lib} -L${made}/lib\n\n*libgcc:\nlibgcc.a%s %:if-exists(libgcc_eh.a%s)\n\n*startfile:\n${lib}/crt1.o ${lib}/crti.o crtbegin.o%s\n\n*endfile:\ncrtend.o%s ${lib}/crtn.o\n\n*link:\n-dynamic-linker /lib/ld-uClibc.so.1 -nostdlib %{shared:-shared} %{static:-static} %{rdynamic:-export-dynamic}\n\n`,
  )
  return file
}

async function buildBusybox(): Promise<void> {
  const files = await packages.source({ suite: 'bookworm', name: 'busybox', upstream: true }, tell)
  const tree = join(folder, 'busybox-source')
  mkdirSync(tree, { recursive: true })
  run('tar', ['-xf', files[0]?.file ?? '', '-C', tree, '--strip-components=1'], folder)
  run('make', ['allnoconfig'], tree)
  const on =
    'ASH SH_IS_ASH ASH_INTERNAL_GLOB ASH_ALIAS ASH_JOB_CONTROL ASH_PRINTF ASH_TEST ASH_ECHO ASH_CMDCMD FEATURE_SH_MATH CAT CHMOD CP DD DF ECHO FALSE TRUE HEAD ID LN LS LONG_OPTS MKDIR MV OD PRINTF READLINK RM SLEEP STAT SYNC TAIL TEST TR UNAME SHA256SUM GREP FIND SED GZIP GUNZIP TAR MKTEMP MOUNT UMOUNT INIT FEATURE_USE_INITTAB LFS DESKTOP'.split(
      ' ',
    )
  const config = join(tree, '.config')
  let text = readFileSync(config, 'utf8')
  for (const name of on) text = text.replace(`# CONFIG_${name} is not set`, `CONFIG_${name}=y`)
  writeFileSync(config, text)
  run('sh', ['-c', "yes '' | make oldconfig"], tree)
  const cc = `${gcc} -specs=${specs} -no-pie -fno-pie`
  run('make', ['-j2', `CC=${cc}`, 'SKIP_STRIP=y', 'busybox'], tree)
  cpSync(join(tree, 'busybox'), join(folder, 'busybox'))
}

function makeRoot(): string {
  const at = join(folder, 'root')
  for (const name of ['bin', 'sbin', 'lib', 'proc', 'etc', 'tmp', 'root', 'dev'])
    mkdirSync(join(at, name), { recursive: true })
  cpSync(join(made, 'lib'), join(at, 'lib'), { recursive: true, verbatimSymlinks: true })
  cpSync(join(folder, 'busybox'), join(at, 'bin', 'busybox'))
  for (const name of ['sh', 'od', 'grep', 'cat', 'ls', 'df', 'uname', 'dd', 'tr', 'id', 'stat'])
    if (!existsSync(join(at, 'bin', name))) symlinkSync('busybox', join(at, 'bin', name))
  if (!existsSync(join(at, 'sbin', 'init'))) symlinkSync('../bin/busybox', join(at, 'sbin', 'init'))
  writeFileSync(join(at, 'dev', 'null'), '')
  writeFileSync(
    join(at, 'etc', 'os-release'),
    'ID=buildroot\nVERSION_ID=2020.08\nPRETTY_NAME="Buildroot 2020.08"\n',
  )
  writeFileSync(
    join(folder, 'cpuinfo'),
    readFileSync(join(import.meta.dirname, '..', 'test', 'fixtures', 'cpuinfo-imx6.txt')),
  )
  return at
}

/** In namespaces of its own: a private binfmt rule, the cpuinfo of a board, and the probe as an SSH server gives it to the login shell. */
function probe(at: string, qemu: string): string {
  const magic = String.raw`\x7fELF\x01\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x28\x00`
  const mask = String.raw`\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff`
  const setup = `mount -t binfmt_misc none /proc/sys/fs/binfmt_misc && printf %s ":u:M::${magic}:${mask}:$2:F" >/proc/sys/fs/binfmt_misc/register && mount -t proc proc "$1/proc" && mount --bind "$3" "$1/proc/cpuinfo" && mount --bind /dev/null "$1/dev/null" && PATH=$PATH:/usr/sbin:/sbin && exec chroot "$1" /bin/sh -c "$4"`
  const command = planShellSession({ nonce: 'n0', script: planProbe(), stdin: 'empty' })
  const ended = spawnSync(
    'unshare',
    ['-Urmpf', '--mount-proc', 'sh', '-c', setup, 'sh', at, qemu, join(folder, 'cpuinfo'), command],
    {
      encoding: 'latin1',
      timeout: 120_000,
      env: { PATH: process.env['PATH'] ?? '', HOME: '/root', USER: 'root', QEMU_CPU: 'cortex-a9' },
    },
  )
  if (ended.status !== 0) throw new Error(`The root said: ${ended.stderr.slice(-2000)}`)
  return ended.stdout
}

function run(file: string, args: readonly string[], cwd: string): void {
  console.error(`  ${file} ${args.slice(0, 4).join(' ')}`)
  const ended = spawnSync(file, [...args], { cwd, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (ended.status !== 0)
    throw new Error(
      `${file} ended with ${ended.status}: ${`${ended.stdout}\n${ended.stderr}`.slice(-3000)}`,
    )
}
