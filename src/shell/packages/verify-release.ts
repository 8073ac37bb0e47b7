import { join } from 'node:path'

import { DEBIAN_KEYRINGS } from '../../core/packages/debian-keyrings.ts'
import { readClearsigned } from '../../core/packages/release-file.ts'
import { badSignature } from '../../core/problem/package-problems.ts'
import type { Tell } from '../../core/event.ts'
import type { Files } from '../../ports/files.ts'
import type { Processes } from '../../ports/processes.ts'

export interface VerifyTools {
  readonly files: Files
  readonly processes: Processes
  /** A folder for files of the moment. */
  readonly scratch: string
}

/**
 * The signed text of an InRelease file, its signature checked by gpgv against the keys of `signedBy` (paths or armoured
 * text; none: Debian's archive keyring). Where gpgv or keyring are missing, a warning says so and the text is taken as it is;
 * what it lists is still checked by hash. Throws `host/bad-signature` where no signature is good.
 */
export async function verifyRelease(
  url: string,
  text: string,
  signedBy: readonly string[],
  tools: VerifyTools,
  tell: Tell,
): Promise<string> {
  const plain = readClearsigned(text)
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
  const keyrings = await makeKeyrings(signedBy.length > 0 ? signedBy : DEBIAN_KEYRINGS, tools)
  if (keyrings.length === 0) {
    tell({
      kind: 'warning',
      text: `The signature of ${url} was not checked: no keyring is here (package debian-archive-keyring).`,
    })
    return plain
  }
  const file = join(tools.scratch, 'InRelease')
  await tools.files.write(file, text)
  const ended = await tools.processes.run(
    {
      file: gpgv,
      args: ['--status-fd', '1', ...keyrings.flatMap((path) => ['--keyring', path]), file],
      env: { LC_ALL: 'C' },
    },
    { timeoutMs: 30_000 },
  )
  const lines = new TextDecoder().decode(ended.stdout).split('\n')
  const status = (word: string): boolean =>
    lines.some((line) => line.startsWith(`[GNUPG:] ${word} `))
  if (status('BADSIG') || !status('VALIDSIG')) {
    throw badSignature(url, new TextDecoder().decode(ended.stderr).trim().split('\n'), keyrings)
  }
  if (!status('GOODSIG')) {
    tell({
      kind: 'warning',
      text: `${url} is signed by a key that has expired since; that is usual for old releases.`,
    })
  }
  return plain
}

/** Keyrings as gpgv reads them: binary files. Armoured ones are taken out of their armour into the scratch folder. */
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
