/** Names of the bits of AT_HWCAP, lowest first: arch/arm64/include/uapi/asm/hwcap.h, names of arch/arm64/kernel/cpuinfo.c. */
const arm64: readonly string[] =
  'fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm jscvt fcma lrcpc dcpop sha3 sm3 sm4 asimddp sha512 sve asimdfhm dit uscat ilrcpc flagm ssbs sb paca pacg'.split(
    ' ',
  )

/** AT_HWCAP2 of the same. */
const arm64Second: readonly string[] =
  'dcpodp sve2 sveaes svepmull svebitperm svesha3 svesm4 flagm2 frint svei8mm svef32mm svef64mm svebf16 i8mm bf16 dgh rng bti mte ecv afp rpres mte3 sme smei16i64 smef64f64 smei8i32 smef16f32 smeb16f32 smef32f32 smefa64 wfxt ebf16 sveebf16 cssc rprfm sve2p1 sme2 sme2p1 smei16i32 smebi32i32 smeb16b16 smef16f16 mops'.split(
    ' ',
  )

/** arch/arm/include/uapi/asm/hwcap.h, names of arch/arm/kernel/setup.c. */
const arm: readonly string[] =
  'swp half thumb 26bit fastmult fpa vfp edsp java iwmmxt crunch thumbee neon vfpv3 vfpv3d16 tls vfpv4 idiva idivt vfpd32 lpae evtstrm'.split(
    ' ',
  )

const armSecond: readonly string[] = ['aes', 'pmull', 'sha1', 'sha2', 'crc32']

/** AT_HWCAP and AT_HWCAP2 (hex with 0x) → feature names as /proc/cpuinfo prints them. Not a number: none. */
export function hwcapNames(
  machine: 'arm' | 'aarch64',
  hwcap: string | undefined,
  hwcap2: string | undefined,
): readonly string[] {
  return machine === 'arm'
    ? [...bits(hwcap, arm), ...bits(hwcap2, armSecond)]
    : [...bits(hwcap, arm64), ...bits(hwcap2, arm64Second)]
}

function bits(text: string | undefined, names: readonly string[]): readonly string[] {
  if (text === undefined || !/^0x[0-9a-f]{1,16}$/i.test(text)) return []
  const value = BigInt(text)
  return names.filter((_, bit) => (value >> BigInt(bit)) & 1n)
}
