import { generateKeyPairSync, randomBytes } from 'node:crypto'

const TYPE = 'ssh-ed25519'

/** An Ed25519 key pair in the forms that OpenSSH and dropbear read. */
export interface SshKey {
  /** `ssh-ed25519 AAAA…`. */
  readonly publicLine: string
  /** OpenSSH's private key file (PROTOCOL.key), without a passphrase. */
  readonly opensshFile: string
  /** dropbear's private key file: type, then seed and public key as one string. */
  readonly dropbearFile: Uint8Array
}

export function makeKey(comment: string): SshKey {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  const secret = Buffer.from(jwk.d ?? '', 'base64url')
  const open = Buffer.from(jwk.x ?? '', 'base64url')
  const both = Buffer.concat([secret, open])
  const publicBlob = Buffer.concat([text(TYPE), text(open)])
  return {
    publicLine: `${TYPE} ${publicBlob.toString('base64')}`,
    opensshFile: formatOpenssh(publicBlob, both, open, comment),
    dropbearFile: Buffer.concat([text(TYPE), text(both)]),
  }
}

function formatOpenssh(publicBlob: Buffer, both: Buffer, open: Buffer, comment: string): string {
  const check = randomBytes(4)
  const content = Buffer.concat([check, check, text(TYPE), text(open), text(both), text(comment)])
  // Padded to the block size of no cipher, 8, with 1, 2, 3, …
  const padding = Buffer.from(
    Array.from({ length: (8 - (content.length % 8)) % 8 }, (_, i) => i + 1),
  )
  const file = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    text('none'),
    text('none'),
    text(''),
    number(1),
    text(publicBlob),
    text(Buffer.concat([content, padding])),
  ])
  const lines = file.toString('base64').match(/.{1,70}/g) ?? []
  return [
    '-----BEGIN OPENSSH PRIVATE KEY-----',
    ...lines,
    '-----END OPENSSH PRIVATE KEY-----',
    '',
  ].join('\n')
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([number(bytes.length), bytes])
}
