/** What gpgv says of the signatures of a file, in one word. */
export type SignatureKind =
  /** By a trusted key. */
  | 'good'
  /** By a trusted key that has expired since it signed: usual for releases that are archived. */
  | 'aged'
  /** The text is not what was signed, or there is no signature. */
  | 'bad'
  /** By keys that are not in the keyrings. */
  | 'unknown'
  /** The signature has expired, or was made by a key that had expired before. */
  | 'expired'
  /** By a key that its owner has withdrawn. */
  | 'revoked'

export interface SignatureStatus {
  readonly kind: SignatureKind
  /** Keys of the signatures that led to it: fingerprints or key ids, as gpgv says them. */
  readonly keys: readonly string[]
}

/** Most telling first: one changed text is enough to refuse, one good signature among unknown ones to accept. */
const ORDER: readonly SignatureKind[] = ['bad', 'good', 'aged', 'revoked', 'expired', 'unknown']

/**
 * Reads `gpgv --status-fd` (GnuPG's doc/DETAILS). A file may carry several signatures: Debian's have one of each release's key.
 * With `fingerprints` (apt's Signed-By may name some) no other key counts.
 */
export function parseSignatureStatus(
  text: string,
  fingerprints: readonly string[] = [],
): SignatureStatus {
  const signatures = text
    .split(/^\[GNUPG:\] NEWSIG.*$/m)
    .flatMap((block) => readSignature(block, fingerprints))
  for (const kind of ORDER) {
    const found = signatures.filter((signature) => signature.kind === kind)
    if (found.length > 0) return { kind, keys: found.map(({ key }) => key) }
  }
  return { kind: 'bad', keys: [] }
}

function readSignature(
  block: string,
  fingerprints: readonly string[],
): readonly { readonly kind: SignatureKind; readonly key: string }[] {
  const words = new Map<string, readonly string[]>()
  for (const [, word = '', rest = ''] of block.matchAll(/^\[GNUPG:\] (\S+) ?(.*)$/gm)) {
    words.set(word, rest.split(' '))
  }
  const of = (word: string): string => words.get(word)?.[0] ?? ''
  const bad = words.has('BADSIG')
  if (bad) return [{ kind: 'bad', key: of('BADSIG') }]
  const valid = words.get('VALIDSIG')
  if (!valid) {
    if (words.has('EXPSIG')) return [{ kind: 'expired', key: of('EXPSIG') }]
    const key = of('NO_PUBKEY') || of('ERRSIG')
    return key === '' ? [] : [{ kind: 'unknown', key }]
  }
  // VALIDSIG fingerprint date time expires … primary-key
  const [key = '', , signed] = valid
  const own = [key, valid[9] ?? ''].map((one) => one.toUpperCase())
  const wanted = fingerprints.map((one) => one.replace(/!$/, '').toUpperCase())
  if (wanted.length > 0 && !wanted.some((one) => own.includes(one)))
    return [{ kind: 'unknown', key }]
  if (words.has('REVKEYSIG')) return [{ kind: 'revoked', key }]
  if (words.has('EXPSIG')) return [{ kind: 'expired', key }]
  if (!words.has('EXPKEYSIG')) return [{ kind: words.has('GOODSIG') ? 'good' : 'bad', key }]
  const inTime = Number(signed) <= Number(words.get('KEYEXPIRED')?.[0])
  return [{ kind: inTime ? 'aged' : 'expired', key }]
}
