import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'

import fc from 'fast-check'

import { planProbe } from '../plan/probe-script.ts'
import { readAuxiliaryVector } from './auxiliary-vector.ts'
import { readCpuInfo } from './cpuinfo.ts'
import { parseBase64, parseHexDump } from './hex-dump.ts'
import { mountOf, readMounts } from './mounts.ts'
import { readProbeAnswer } from './probe-answer.ts'
import { readLoaderVersion } from './probed-libc.ts'
import { readDf } from './probed-places.ts'
import { readOsRelease } from './probed-system.ts'

const shells = [['dash'], ['bash'], ['busybox', 'sh'], ['mksh']].filter(
  ([file = '']) => spawnSync(file, ['-c', 'true']).error === undefined,
)
const ask = ([file = '', ...options]: string[], known?: string, brief?: boolean): string => {
  const ended = spawnSync(file, [...options, '-c', planProbe(known, brief)], { encoding: 'latin1' })
  assert.equal(ended.stderr, '')
  return ended.stdout
}

for (const shell of shells) {
  test(`${shell.join(' ')}: the probe of this machine tells what it is`, () => {
    const { facts, whole, fingerprint, same } = readProbeAnswer(ask(shell))
    assert.ok(whole)
    assert.equal(same, false)
    assert.equal(
      facts.kernel?.machine,
      spawnSync('uname', ['-m'], { encoding: 'utf8' }).stdout.trim(),
    )
    assert.ok(facts.userland)
    assert.ok(
      facts.places?.some((place) => place.writable === true && place.freeBytes !== undefined),
    )
    assert.equal(facts.user?.uid, process.getuid?.())
    assert.ok(readProbeAnswer(ask(shell, fingerprint)).same)
    assert.equal(readProbeAnswer(ask(shell, 'other')).same, false)
    const brief = readProbeAnswer(ask(shell, fingerprint, true))
    assert.deepEqual([brief.same, brief.whole, brief.facts.places], [true, true, undefined])
    assert.ok(readProbeAnswer(ask(shell, 'other', true)).facts.places)
  })
}

test('without ldconfig the folders are read, cache or not', () => {
  const script = planProbe().replaceAll('ldconfig', 'no-such-ldconfig')
  const ended = spawnSync('sh', ['-c', script], { encoding: 'latin1' })
  const libraries = Object.keys(readProbeAnswer(ended.stdout).facts.libraries ?? {})
  assert.ok(libraries.includes('libc.so.6'), libraries.slice(0, 9).join())
})

test('uClibc: by its loader and the name of its file', () => {
  const elf = Buffer.from(
    '7f454c4601010100000000000000000002002800010000000080000034000000000000000002000534002000010000000000000003000000540000005480000054800000140000001400000004000000010000002f6c69622f6c642d75436c6962632e736f2e3000',
    'hex',
  )
  const hex = [...elf].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
  const { facts } = readProbeAnswer(
    `@@ferry kernel\nLinux 2.6.36 armv7l\n@@ferry elf\n${hex}\n@@ferry loaders\n/lib/ld-uClibc.so.0\n@@ferry libcfiles\n/lib/libuClibc-0.9.32.1.so\n@@ferry end\n`,
  )
  assert.equal(facts.userland?.interpreter, '/lib/ld-uClibc.so.0')
  assert.deepEqual(facts.libc, { kind: 'uclibc', version: '0.9.32.1' })
})

test('arbitrary answers never throw and stay bounded', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (text) => {
      assert.equal(readProbeAnswer(text).facts.schema, 'ferry.board/1')
    }),
  )
})

test('a real answer that was cut, doubled or bent never throws', () => {
  const real = ask(shells[0] ?? ['sh'])
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.nat(real.length), fc.nat(300), fc.string({ unit: 'binary', maxLength: 30 })),
        { maxLength: 6 },
      ),
      (edits) => {
        let text = real
        for (const [at, length, put] of edits)
          text = text.slice(0, at) + put + text.slice(at + length)
        const { facts } = readProbeAnswer(text)
        assert.ok(JSON.stringify(facts).length < 8_000_000)
      },
    ),
    { numRuns: 60 },
  )
})

test('megabytes of lines are bounded', () => {
  const text = `@@ferry folders\n${Array.from({ length: 200_000 }, (_, i) => `/lib/lib${i}.so.1`).join('\n')}`
  const { facts } = readProbeAnswer(text)
  assert.equal(Object.keys(facts.libraries ?? {}).length, 20_000)
})

test('an answer without /proc and without tools: unknown, not guessed', () => {
  const { facts } = readProbeAnswer(
    '@@ferry fingerprint\nx\n@@ferry kernel\nLinux 6.1.0 armv7l\n@@ferry end\n',
  )
  assert.deepEqual(facts.kernel, { release: '6.1.0', machine: 'armv7l' })
  assert.equal(facts.userland, undefined)
  assert.equal(facts.cpu, undefined)
  assert.ok((facts.unknown?.length ?? 0) >= 5)
})

test('a name like __proto__ is a name', () => {
  const { facts } = readProbeAnswer(
    '@@ferry folders\n/lib/__proto__.so.1\n/lib/constructor.so\n@@ferry end\n',
  )
  assert.deepEqual(Object.keys(facts.libraries ?? {}), ['__proto__.so.1', 'constructor.so'])
})

test('cpuinfo: Pi Zero, Pi 4 (64 and 32 bit), big.LITTLE, RISC-V, x86', () => {
  const zero = readCpuInfo(
    'processor\t: 0\nmodel name\t: ARMv6-compatible processor rev 7 (v6l)\nFeatures\t: half thumb fastmult vfp edsp java tls\nCPU implementer\t: 0x41\nCPU architecture: 7\nCPU variant\t: 0x0\nCPU part\t: 0xb76\nCPU revision\t: 7\n\nHardware\t: BCM2835\nRevision\t: 9000c1\nSerial\t\t: 00000000a1b2c3d4\nModel\t\t: Raspberry Pi Zero W Rev 1.1'.split(
      '\n',
    ),
  )
  assert.deepEqual(
    [zero.cpu.core, zero.cpu.architecture, zero.cpu.count, zero.revision, zero.serial, zero.model],
    ['arm1176jzf-s', '7', 1, '9000c1', '00000000a1b2c3d4', 'Raspberry Pi Zero W Rev 1.1'],
  )
  const core = (n: number, part: string, features: string): string =>
    `processor\t: ${n}\nFeatures\t: ${features}\nCPU implementer\t: 0x41\nCPU part\t: ${part}\n`
  const four = readCpuInfo(core(0, '0xd08', 'fp asimd evtstrm crc32 cpuid').split('\n'))
  assert.deepEqual([four.cpu.core, four.cpu.features?.includes('crc32')], ['cortex-a72', true])
  const mixed = readCpuInfo(
    (
      core(0, '0xd03', 'fp asimd aes crc32') +
      '\n' +
      core(1, '0xd08', 'fp asimd crc32 atomics')
    ).split('\n'),
  )
  assert.deepEqual(
    [mixed.cpu.core, mixed.cpu.count, mixed.cpu.features],
    ['cortex-a53', 2, ['fp', 'asimd', 'crc32']],
  )
  const riscv = readCpuInfo(
    'processor\t: 0\nhart\t\t: 1\nisa\t\t: rv64imafdc\nmmu\t\t: sv39\nuarch\t\t: sifive,u74-mc'.split(
      '\n',
    ),
    'sifive,u74-mcriscv',
  )
  assert.equal(riscv.cpu.isaString, 'rv64imafdc')
  const x86 = readCpuInfo(
    'processor\t: 0\nvendor_id\t: AuthenticAMD\nmodel\t\t: 2\nmodel name\t: AMD\nflags\t\t: fpu sse2 avx2'.split(
      '\n',
    ),
  )
  assert.deepEqual(
    [x86.cpu.core, x86.cpu.features, x86.model],
    [undefined, ['fpu', 'sse2', 'avx2'], undefined],
  )
})

test('loaders tell their libc', () => {
  const check = (text: string, expected: unknown): void =>
    assert.deepEqual(readLoaderVersion(text), expected)
  check('ld.so (Debian GLIBC 2.36-9+deb12u8) stable release version 2.36.\nCopyright', {
    kind: 'glibc',
    version: '2.36',
  })
  check('musl libc (armhf)\nVersion 1.2.5\nDynamic Program Loader', {
    kind: 'musl',
    version: '1.2.5',
  })
  check(
    '--version: error while loading shared libraries: --version: cannot open shared object file',
    undefined,
  )
})

test('mounts: the longest and last that holds a path', () => {
  const mounts = readMounts([
    '/dev/a / ext4 rw 0 0',
    'tmpfs /tmp tmpfs rw,noexec 0 0',
    'b /mnt/a\\040b vfat ro 0 0',
    'c / overlay ro 0 0',
    'junk',
  ])
  assert.equal(mountOf(mounts, '/tmp/x')?.type, 'tmpfs')
  assert.equal(mountOf(mounts, '/tmpfoo')?.type, 'overlay')
  assert.equal(mountOf(mounts, '/mnt/a b/c')?.type, 'vfat')
})

test('df: available bytes by mount point', () => {
  const df = readDf([
    'Filesystem 1024-blocks Used Available Capacity Mounted on',
    '/dev/a 100 40 -5 50% /',
    'tmpfs 1000 0 1000 0% /mnt/a b',
    'none 0 0 0 - /x',
  ])
  assert.deepEqual(
    [...df],
    [
      ['/', 0],
      ['/mnt/a b', 1_024_000],
      ['/x', 0],
    ],
  )
})

test('os-release: quotes, escapes, first wins', () => {
  assert.deepEqual(
    readOsRelease([
      'ID=debian',
      'PRETTY_NAME="A \\"b\\" \\$c"',
      "VERSION_ID='12'",
      'ID=x',
      '# no',
      'bad line',
    ]),
    {
      id: 'debian',
      version: '12',
      name: 'A "b" $c',
    },
  )
})

test('hex dumps and base64 stop where they are damaged', () => {
  assert.deepEqual([...parseHexDump([' 7f 45', '4c46', '*', '00'])], [0x7f, 0x45, 0x4c, 0x46])
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (data) => {
      assert.deepEqual(parseHexDump([Buffer.from(data).toString('hex')]), data)
      assert.deepEqual(parseBase64([Buffer.from(data).toString('base64')]), data)
    }),
  )
})

test('auxiliary vector: both classes and orders, exact in 64 bits', () => {
  const aux = Buffer.alloc(64)
  for (const [i, value] of [16n, 0xfedcba9876543211n, 6n, 16384n, 0n, 0n, 26n, 5n].entries())
    aux.writeBigUInt64LE(value, i * 8)
  assert.deepEqual(readAuxiliaryVector(aux, 64, 'little'), {
    hwcap: '0xfedcba9876543211',
    pageSize: 16384,
  })
  const big = Buffer.from('00000010000000ff0000000600001000', 'hex')
  assert.deepEqual(readAuxiliaryVector(big, 32, 'big'), { hwcap: '0xff', pageSize: 4096 })
})
