/**
 * Whether an A64 word is one of those that unwinders hold for frames of newer code, told by the words around it, so that it is known in
 * a stripped file, too. They run only where such a frame is on the stack, or SME was found:
 * - CNTD behind `ldr w, cbnz w`: LLVM libunwind reads VG once (src/Registers.hpp, Registers_arm64::lazyGetVG), which a frame's
 *   unwind table must name;
 * - STG of an address with its own tag, sixteen bytes up, again: it clears tags of a frame whose unwind table says that it is
 *   tagged (src/DwarfInstructions.hpp, augmentation `G`);
 * - STR ZA and ADDSVL behind `mov x15, xzr`: the routine of AAPCS64 that puts ZA away (libunwind: src/UnwindRegistersSave.S,
 *   __libunwind_Registers_arm64_za_disable; compiler-rt: sme-abi.S), called only where SME is.
 */
export function isOfUnwinder(view: DataView, at: number, word: number): boolean {
  const wordAt = (place: number): number =>
    place >= 0 && place + 4 <= view.byteLength ? view.getUint32(place, true) : 0
  if ((word & 0xffff_ffe0) >>> 0 === 0x04e0_e3e0) {
    const [load, branch] = [wordAt(at - 8), wordAt(at - 4)]
    const isKept = (load & 0xffc0_0000) >>> 0 === 0xb940_0000 && branch >>> 24 === 0x35
    return isKept && (load & 31) === (branch & 31)
  }
  if ((word & 0xffff_fc00) >>> 0 === 0xd920_0800) {
    const register = word & 31
    const isOwn = ((word >>> 5) & 31) === register
    const next = (0x9100_4000 | (register << 5) | register) >>> 0
    return isOwn && wordAt(at + 4) === next
  }
  if (word >>> 0 === 0xe120_6200) {
    return wordAt(at - 4) === 0xaa1f_03ef && wordAt(at + 4) === 0x0430_5830
  }
  return word >>> 0 === 0x0430_5830 && wordAt(at - 4) === 0xe120_6200
}
