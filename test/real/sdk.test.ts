/**
 * SDKs of Yocto and Buildroot, made small of Debian's cross gcc and its libc in their layout, with environment scripts as theirs:
 * named in ferry.toml, or read into the shell. What is built by them runs on a virtual board. Needs arm-linux-gnueabihf-gcc.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'

import { ferry, makeFolder, type FerryEnded } from './ferry.ts'
import { MIXED_PROJECT } from './mixed-project.ts'
import { NATIVE_PROJECT } from './native-project.ts'

const DEBIAN = '/usr/arm-linux-gnueabihf'
const YOCTO = 'environment-setup-cortexa7t2hf-neon-poky-linux-gnueabi'

const work = makeFolder(
  Object.fromEntries(
    Object.entries({
      ...MIXED_PROJECT,
      ...Object.fromEntries(
        Object.entries(NATIVE_PROJECT).filter(([name]) => name.startsWith('host-c/')),
      ),
      // The build script compiles C for this host, too.
      'Cargo.toml': `${MIXED_PROJECT['Cargo.toml'] ?? ''}`.replace(
        'cc = "1"\n',
        'cc = "1"\nhost-c = { path = "host-c" }\n',
      ),
      'build.rs': (MIXED_PROJECT['build.rs'] ?? '').replace(
        'fn main() {',
        'fn main() {\n assert!(host_c::machine().ends_with("-1") || host_c::machine().ends_with("-2"));',
      ),
    }).map(([name, text]) => [`project/${name}`, text]),
  ),
)
after(work.remove)
const project = join(work.path, 'project')
const yocto = join(work.path, 'poky')
const buildroot = join(work.path, 'buildroot')

/** libc of Debian's cross package as the system of a board: flat `usr/lib`, links and scripts as in an SDK. */
function makeSystem(root: string): void {
  cpSync(join(DEBIAN, 'include'), join(root, 'usr/include'), { recursive: true })
  cpSync(join(DEBIAN, 'lib'), join(root, 'usr/lib'), { recursive: true, verbatimSymlinks: true })
  for (const name of readdirSync(join(root, 'usr/lib')).filter((one) => one.endsWith('.so'))) {
    const file = join(root, 'usr/lib', name)
    const head = readFileSync(file).subarray(0, 6).toString()
    if (head !== '/* GNU') continue
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(`${DEBIAN}/lib/`, '/usr/lib/'))
  }
}

function writeProgram(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  chmodSync(path, 0o755)
}

/** The tools under the SDK's own names; a Yocto gcc knows no sysroot and no CPU, a Buildroot gcc knows both. */
function makeTools(bin: string, prefix: string, options: string): void {
  for (const tool of ['gcc', 'g++', 'ar', 'ranlib', 'gcc-ar', 'gcc-ranlib']) {
    const more = /^g(cc|\+\+)$/.test(tool) ? ` ${options}` : ''
    writeProgram(
      join(bin, `${prefix}${tool}`),
      `#!/bin/sh\nexec arm-linux-gnueabihf-${tool}${more} "$@"\n`,
    )
  }
}

const yoctoSystem = join(yocto, 'sysroots/cortexa7t2hf-neon-poky-linux-gnueabi')
makeSystem(yoctoSystem)
const yoctoBin = join(yocto, 'sysroots/x86_64-pokysdk-linux/usr/bin')
makeTools(join(yoctoBin, 'arm-poky-linux-gnueabi'), 'arm-poky-linux-gnueabi-', '')
// The lines that oe-core's toolchain-scripts.bbclass writes.
writeFileSync(
  join(yocto, YOCTO),
  `if [ -n "$LD_LIBRARY_PATH" ]; then echo "LD_LIBRARY_PATH is set" >&2; return 1; fi
export SDKTARGETSYSROOT=${yoctoSystem}
export PATH=${yoctoBin}:${yoctoBin}/arm-poky-linux-gnueabi:"$PATH"
export PKG_CONFIG_SYSROOT_DIR=$SDKTARGETSYSROOT
export PKG_CONFIG_PATH=$SDKTARGETSYSROOT/usr/lib/pkgconfig:$SDKTARGETSYSROOT/usr/share/pkgconfig
export OECORE_TARGET_SYSROOT="$SDKTARGETSYSROOT"
export CC="arm-poky-linux-gnueabi-gcc  -mthumb -mfpu=neon -mfloat-abi=hard -mcpu=cortex-a7 --sysroot=$SDKTARGETSYSROOT"
export CXX="arm-poky-linux-gnueabi-g++  -mthumb -mfpu=neon -mfloat-abi=hard -mcpu=cortex-a7 --sysroot=$SDKTARGETSYSROOT"
export AR=arm-poky-linux-gnueabi-ar
export RANLIB=arm-poky-linux-gnueabi-ranlib
export CFLAGS=" -O2 -pipe -g "
export CONFIGURE_FLAGS="--target=arm-poky-linux-gnueabi --host=arm-poky-linux-gnueabi --build=x86_64-linux"
export ARCH=arm
export CROSS_COMPILE=arm-poky-linux-gnueabi-
`,
)
const buildrootSystem = join(buildroot, 'arm-buildroot-linux-gnueabihf/sysroot')
makeSystem(buildrootSystem)
makeTools(
  join(buildroot, 'bin'),
  'arm-buildroot-linux-gnueabihf-',
  `--sysroot="$(dirname "$(dirname "$(readlink -f "$0")")")"/arm-buildroot-linux-gnueabihf/sysroot`,
)
// The lines that Buildroot's package/environment-setup writes.
writeFileSync(
  join(buildroot, 'environment-setup'),
  `SDK_PATH=$(dirname $(realpath "\${BASH_SOURCE[0]}"))
export "AR=arm-buildroot-linux-gnueabihf-gcc-ar"
export "CC=arm-buildroot-linux-gnueabihf-gcc"
export "CXX=arm-buildroot-linux-gnueabihf-g++"
export "RANLIB=arm-buildroot-linux-gnueabihf-gcc-ranlib"
export "CROSS_COMPILE=arm-buildroot-linux-gnueabihf-"
export "CONFIGURE_FLAGS=--target=arm-buildroot-linux-gnueabihf --host=arm-buildroot-linux-gnueabihf --build=x86_64-pc-linux-gnu"
export "PATH=$SDK_PATH/bin:$SDK_PATH/sbin:$PATH"
`,
)

function run(sdk: string | undefined, words: readonly string[], env = {}): FerryEnded {
  const line = sdk === undefined ? '' : `sdk = ${JSON.stringify(sdk)}\n`
  writeFileSync(
    join(project, 'ferry.toml'),
    `[board.pi]\ndestination = "virtual:wandboard"\n${line}`,
  )
  return ferry(words, { cwd: project, env })
}

test('Yocto: named in ferry.toml, its gcc links and compiles', () => {
  const sdk = `../poky/${YOCTO}`
  const ended = run(sdk, ['run', '--dev', '--on', 'pi', '--target-dir', '../target-yocto'])
  assert.equal(ended.out.toString(), '5 6 true\n', ended.err)
  const { variables } = JSON.parse(
    run(sdk, ['env', '--on', 'pi', '--format', 'json']).out.toString(),
  ) as { readonly variables: Readonly<Record<string, string>> }
  const linker = variables['CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_LINKER'] ?? ''
  assert.match(readFileSync(linker, 'utf8'), /^exec arm-poky-linux-gnueabi-gcc -mthumb .* "\$@"$/m)
  assert.equal(variables['PKG_CONFIG_SYSROOT_DIR_armv7_unknown_linux_gnueabihf'], yoctoSystem)
})

test('Yocto: its script was read into the shell; what is for this host is made by this host', () => {
  const script = join(yocto, YOCTO)
  const env = Object.fromEntries(
    spawnSync('sh', ['-c', `. ${script} && exec env -0`], { encoding: 'utf8' })
      .stdout.split('\0')
      .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  )
  const ended = run(
    undefined,
    ['run', '--dev', '--on', 'pi', '--target-dir', '../target-shell'],
    env,
  )
  assert.equal(ended.out.toString(), '5 6 true\n', ended.err)
  const said = run(undefined, ['env', '--c', '--on', 'pi'], env)
  assert.match(said.out.toString(), new RegExp(`SYSROOT='${yoctoSystem}'`))
})

test('Buildroot: its compiler knows its sysroot', () => {
  const ended = run('../buildroot/environment-setup', [
    'run',
    '--dev',
    '--on',
    'pi',
    '--target-dir',
    '../target-buildroot',
  ])
  assert.equal(ended.out.toString(), '5 6 true\n', ended.err)
  const said = run('../buildroot/environment-setup', ['env', '--c', '--on', 'pi'])
  assert.match(said.out.toString(), new RegExp(`SYSROOT='${buildrootSystem}'`))
})

test('an SDK for another machine, and a script that is none: said before the build', () => {
  const other = run(`../poky/${YOCTO}`, [
    'build',
    '--on',
    'pi',
    '--target',
    'aarch64-unknown-linux-gnu',
  ])
  assert.equal(other.code, 3, other.err)
  assert.match(
    other.err,
    /^error\[linker\/wrong-machine\]: arm-poky-linux-gnueabi-gcc links for arm/m,
  )
  const looked = run(`../poky/${YOCTO}`, ['doctor', '--on', 'pi'])
  assert.match(looked.out.toString(), /^ok +linker +the SDK of .*it suits the board/m)
  const none = run('ferry.toml', ['build', '--on', 'pi'])
  assert.equal(none.code, 3, none.err)
  assert.match(none.err, /^error\[linker\/bad-sdk\]/m)
})
