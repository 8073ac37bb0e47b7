import { join } from 'node:path'

import type { Tell } from '../../core/event.ts'
import { hostKeyrings, isTrustedPart } from '../../core/packages/host-keyrings.ts'
import { parseRelease, readClearsigned } from '../../core/packages/release-file.ts'
import { parseSignatureStatus } from '../../core/packages/signature-status.ts'
import { badSignature, expiredKey, unknownKey } from '../../core/problem/package-problems.ts'
import type { Files } from '../../ports/files.ts'
import type { Processes } from '../../ports/processes.ts'

export interface VerifyTools {
  readonly files: Files
  readonly processes: Processes
  /** A folder for files of the moment. */
  readonly scratch: string
  /** apt's own configuration. */
  readonly apt: string
}

/** A Release file with its signature: around it (InRelease), or in a file of its own (Release.gpg). */
export type SignedRelease =
  | { readonly kind: 'inline'; readonly text: string }
  | { readonly kind: 'detached'; readonly text: string; readonly signature: Uint8Array }

/**
 * The signed text of a Release file, its signature checked by gpgv against the keys of `signedBy` (apt's Signed-By: paths,
 * armoured text, fingerprints); where none are named, those of the distribution that the host has, and apt's trusted ones. Where gpgv
 * or keys are missing, a warning says so and the text is taken as it is; what it lists is still checked by hash.
 * Throws `host/bad-signature`, `host/unknown-key`, `host/expired-key`.
 */
export async function verifyRelease(
  url: string,
  signed: SignedRelease,
  signedBy: readonly string[],
  tools: VerifyTools,
  tell: Tell,
): Promise<string> {
  const plain = signed.kind === 'inline' ? readClearsigned(signed.text) : signed.text
  if (plain === undefined) throw badSignature(url, ['it is not a signed message'], signedBy)
  const gpgv = await tools.processes.which('gpgv')
  if (gpgv === undefined) {
    tell({
      kind: 'warning',
      text: `The signature of ${url} was not checked: gpgv is not here (package gpgv).`,
    })
    return plain
  }
  await tools.files.makeFolder(tools.scratch)
  const origin = parseRelease(plain)?.origin ?? 'Debian'
  const fingerprints = signedBy.filter(isFingerprint)
  const named = signedBy.filter((key) => !isFingerprint(key))
  const keyrings = await makeKeyrings(
    named.length > 0 ? named : await keysOfHost(origin, tools),
    tools,
  )
  const { package: name = 'the keyring of the distribution' } = hostKeyrings(origin)
  if (keyrings.length === 0) {
    tell({
      kind: 'warning',
      text: `The signature of ${url} was not checked: no keyring is here (package ${name}).`,
    })
    return plain
  }
  const file = join(tools.scratch, 'Release')
  await tools.files.write(file, signed.text)
  const parts = [file]
  if (signed.kind === 'detached') {
    parts.unshift(join(tools.scratch, 'Release.gpg'))
    await tools.files.write(parts[0] ?? '', signed.signature)
  }
  const ended = await tools.processes.run(
    {
      file: gpgv,
      args: ['--status-fd', '1', ...keyrings.flatMap((path) => ['--keyring', path]), ...parts],
      env: { LC_ALL: 'C' },
    },
    { timeoutMs: 30_000 },
  )
  const status = parseSignatureStatus(new TextDecoder().decode(ended.stdout), fingerprints)
  const said = new TextDecoder().decode(ended.stderr).trim().split('\n')
  const used = keyrings.map((path) =>
    path.startsWith(tools.scratch) ? 'a key of Signed-By' : path,
  )
  switch (status.kind) {
    case 'good':
      return plain
    case 'aged':
      tell({
        kind: 'warning',
        text: `${url} is signed by a key that has expired since; that is usual for old releases.`,
      })
      return plain
    case 'bad':
      throw badSignature(url, said, used)
    case 'unknown':
      throw unknownKey(url, status.keys, used, hostKeyrings(origin).package, said)
    case 'expired':
    case 'revoked':
      throw expiredKey(url, status.kind, status.keys, said)
  }
}

/** apt takes 40 or 32 hex digits, with `!` for that very subkey (sources.list(5), Signed-By). */
function isFingerprint(key: string): boolean {
  return /^(?:[0-9a-f]{32}|[0-9a-f]{40})!?$/i.test(key)
}

async function keysOfHost(
  origin: string,
  { files, apt }: Pick<VerifyTools, 'files' | 'apt'>,
): Promise<readonly string[]> {
  const folder = join(apt, 'trusted.gpg.d')
  const parts = (await files.list(folder)).filter(isTrustedPart).map((name) => join(folder, name))
  return [...hostKeyrings(origin).files, ...parts, join(apt, 'trusted.gpg')]
}

/** Keyrings as gpgv reads them: binary files that are there. Armoured ones are taken out of their armour into the scratch folder. */
async function makeKeyrings(
  keys: readonly string[],
  tools: VerifyTools,
): Promise<readonly string[]> {
  const paths: string[] = []
  for (const [number, key] of keys.entries()) {
    const inline = key.includes('BEGIN PGP')
    const data = inline ? undefined : await tools.files.read(key)
    if (!inline && data === undefined) continue
    const text = inline ? key : new TextDecoder('latin1').decode(data)
    if (!text.includes('BEGIN PGP PUBLIC KEY BLOCK')) {
      paths.push(key)
      continue
    }
    const path = join(tools.scratch, `key-${number}.gpg`)
    await tools.files.write(path, readArmour(text))
    paths.push(path)
  }
  return paths
}

/** The bytes of all armoured key blocks (RFC 9580, 6.2): base64 after the blank line, the checksum line `=…` left out. */
export function readArmour(text: string): Uint8Array {
  const blocks = text
    .replaceAll('\r', '')
    .matchAll(
      /-----BEGIN PGP PUBLIC KEY BLOCK-----\n(?:[^\n]+\n)*?\n([A-Za-z0-9+/=\n]+?)\n(?:=[A-Za-z0-9+/]{4}\n)?-----END/g,
    )
  return new Uint8Array(
    Buffer.concat([...blocks].map((block) => Buffer.from(block[1] ?? '', 'base64'))),
  )
}
