import type { Copy } from './match-blocks.ts'

/** Longest piece of one record: what the reader holds in memory at once. */
const LONGEST = 1 << 20

/**
 * A patch for XOR_PATCH_READER: records of three little-endian 32-bit numbers (place in the old file, bytes that are XORed with those there,
 * bytes that follow as they are), then those bytes. Copies may be inexact. Before it is packed it is as long as the
 * new file; equal bytes are zeros.
 */
export function formatXorPatch(
  old: Uint8Array,
  fresh: Uint8Array,
  copies: readonly Copy[],
  start = 0,
): Uint8Array {
  const records: { from: number; at: number; xored: number; plain: number }[] = []
  let at = start
  const plain = (until: number): void => {
    while (at < until) {
      const length = Math.min(LONGEST, until - at)
      records.push({ from: 0, at, xored: 0, plain: length })
      at += length
    }
  }
  for (const { to, from, length } of copies) {
    plain(to)
    for (let done = 0; done < length;) {
      const xored = Math.min(LONGEST, length - done)
      records.push({ from: from + done, at, xored, plain: 0 })
      done += xored
      at += xored
    }
  }
  plain(fresh.length)
  const out = new Uint8Array(records.length * 12 + fresh.length - start)
  const view = new DataView(out.buffer)
  let end = 0
  for (const record of records) {
    view.setUint32(end, record.from, true)
    view.setUint32(end + 4, record.xored, true)
    view.setUint32(end + 8, record.plain, true)
    end += 12
    for (let i = 0; i < record.xored; i++) {
      out[end + i] = (fresh[record.at + i] ?? 0) ^ (old[record.from + i] ?? 0)
    }
    end += record.xored
    out.set(fresh.subarray(record.at, record.at + record.plain), end)
    end += record.plain
  }
  return out
}

/** Reads such a patch from stdin, the old file's path being its word, and writes the new file to stdout. Perl 5.8 and later, core alone. */
export const XOR_PATCH_READER: string =
  'binmode STDIN;binmode STDOUT;open(F,"<",$ARGV[0])or exit 1;binmode F;' +
  'while(my $n=read(STDIN,my $h,12)){$n==12 or exit 1;my($o,$x,$p)=unpack("V3",$h);' +
  'if($x){read(STDIN,my $a,$x)==$x or exit 1;seek(F,$o,0);read(F,my $b,$x)==$x or exit 1;print($a^$b)or exit 1}' +
  'if($p){read(STDIN,my $a,$p)==$p or exit 1;print($a)or exit 1}}close STDOUT or exit 1'
