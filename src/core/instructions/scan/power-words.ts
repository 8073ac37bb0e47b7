/**
 * Words that each release of the Power ISA added, as mask:value pairs of the word. Found by asking
 * GNU objdump 2.40 which words it knows with -M power8, power9 and power10, over all primary and
 * extended opcodes; test/real/scan-words.test.ts asks it again.
 */
const added: Readonly<Record<'arch_3_00' | 'arch_3_1', string>> = {
  arch_3_00: `
    fc0005bf:10000001 fc00027f:10000007 fc0002bf:10000007 fc00002f:10000023 fc00003e:10000030
    fc000037:10000033 fc0006bf:10000085 fc10027f:1000020d fc1002bf:1000020d fc10063f:1000020d
    fc0006ff:10000241 fc0007bf:10000481 fc1906bf:10000481 fc0004ff:100004c1 fc0005ff:10000501
    fc00077f:10000541 fc0007ff:100005cc fc0607ff:10000602 fc00067f:1000060d fc0006bf:1000060d
    fc0007bf:10000704 fc1b057f:10020501 fc1c06bf:10040481 fc1d057f:10040501 fc1e057f:10060501
    fc1e07ff:10060602 fc0d07ff:10080602 fc1907ff:10180602 fc1a07ff:10180602 fc1c07ff:101c0602
    fc1f057f:101f0501 fc1f07ff:44000475 fc1f07ff:44000481 fc1f07ff:4400056d fc00003e:4c000004
    fc1f07bf:7c00009c fc03077f:7c000100 fc0001ff:7c000154 fc0007bf:7c000180 fc0003f7:7c000212
    fc0003fb:7c000212 fc0006fc:7c000218 fc0002be:7c00021a fc0006fe:7c000266 fc0003fe:7c0002d8
    fc0007be:7c000326 fc1f07ff:7c0003a4 fc0007be:7c000434 fc1f07ff:7c000480 fc0006bf:7c00048c
    fc1c07ff:7c0005e6 fc00067e:7c000658 fc1f07bf:7c0006a4 fc0007fc:7c0006f4 fc1107bf:7c010224
    fc1f03ff:7c010326 fc1f07ff:7c0106a6 fc1207bf:7c020224 fc1407bf:7c040224 fc1807bf:7c080224
    fc000002:e4000002 fc0007ff:ec000546 fc000778:f0000018 fc0007b8:f0000018 fc0006f8:f00000d0
    fc1805fa:f00000d0 fc0007f1:f00001d0 fc1007bc:f0000294 fc000738:f0000400 fc0004fd:f00004a8
    fc0005f8:f00004c0 fc0e07fd:f000056c fc0006b8:f00006a8 fc0006f8:f00006c0 fc00077e:f000072c
    fc16073e:f000072c fc16077c:f000076c fc07073e:f007072c fc07077c:f007076c fc0e073e:f008072c
    fc0e077c:f008076c fc1e07fc:f010056c fc000001:f4000001 fc000002:f4000002 fc0002ff:fc000008
    fc0003be:fc000008 fc0001bf:fc00000a fc0001fe:fc00000a fc00077f:fc000048 fc0005bf:fc000108
    fc00073e:fc000308 fc0d05fd:fc000448 fc1705fd:fc000448 fc00077f:fc000508 fc0007ff:fc000546
    fc0007ff:fc0006c8 fc1f07ff:fc01048e fc0707bf:fc010688 fc1707bf:fc020688 fc1c07ff:fc14048e
    fc1d07bf:fc140688 fc1f07fe:fc140688 fc1f07ff:fc18048e fc1f05fd:fc1b0448 fc1f05fe:fc1b0448`,
  arch_3_1: `
    fc0004ef:10000005 fc0006af:10000005 fc00046b:1000000b fc1c03ef:1000000d fc0004af:1000000f
    fc10042f:1000000f fc000036:10000014 fc000434:10000014 fc000035:10000015 fc000038:10000018
    fc0004af:1000008b fc0004ef:100000c8 fc0007bb:10000101 fc0003af:1000018d fc0003ef:100001c7
    fc0005ed:100001c9 fc00026f:1000020b fc00062f:1000020f fc0002ef:10000287 fc0006ad:10000289
    fc0002af:1000028b fc0007ef:100004cc fc00076f:1000054d fc0307ff:10000642 fc0407ff:10000642
    fc0007af:10000784 fc1807ff:10180642 fc1f07bf:101b0602 fc00000e:18000000 fc00063e:7c00001a
    fc0003ff:7c000076 fc0006ff:7c000076 fc0004fe:7c00009a fc00077f:7c000136 fc00077f:7c000138
    fc0007bf:7c000138 fc1e07ff:7c000162 fc00073f:7c000300 
    fc1d07ff:7c010162 fc1f07ff:7c0106a4 fc000671:ec000010 fc0000b9:ec000090 fc0006b1:ec000090
    fc000731:ec000110 fc0005b9:ec000118 fc0006f9:ec000258 fc0007bc:f0000728 fc1f07f9:f0020768
    fc1e07f8:f0100768 fc1f07fe:f01f02d0 fc0006ff:fc000088 fc0003ff:fc0001c8 fc00077f:fc000548
    fc1707ff:fc000688 fc1e07ff:fc0007c4 fc1707ff:fc030688`,
}

type Row = readonly [mask: number, value: number, feature: string]

/** By primary opcode. Made when a Power program is first read: most hosts never do. */
let byOpcode: readonly (readonly Row[])[] | undefined

function readRows(): readonly (readonly Row[])[] {
  const rows = Object.entries(added).flatMap(([feature, text]) =>
    text
      .trim()
      .split(/\s+/)
      .map((pair): Row => {
        const [mask = '', value = ''] = pair.split(':')
        return [Number.parseInt(mask, 16), Number.parseInt(value, 16), feature]
      }),
  )
  return Array.from({ length: 64 }, (_, opcode) =>
    rows.filter(([, value]) => value >>> 26 === opcode),
  )
}

/**
 * The release of the Power ISA that a word needs beyond 2.07 (POWER8), by the kernel's names of
 * AT_HWCAP2 (arch/powerpc/include/uapi/asm/cputable.h). Primary opcode 1 begins an instruction of
 * two words (Power ISA 3.1, 1.6.3).
 */
export function powerFeature(word: number): string | undefined {
  const opcode = word >>> 26
  if (opcode === 1) return 'arch_3_1'
  byOpcode ??= readRows()
  // SCV: glibc asks PPC_FEATURE2_SCV before each (sysdeps/unix/sysv/linux/powerpc/syscall.S).
  if (opcode === 17) return undefined
  for (const [mask, value, feature] of byOpcode[opcode] ?? []) {
    if (((word & mask) ^ value) === 0) return feature
  }
  return undefined
}
