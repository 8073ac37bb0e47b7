import { hostKeyrings } from '../../core/packages/host-keyrings.ts'
import { installFix } from '../linking/install-fix.ts'
import { cureByCommand, type Outcome, type Patient } from './outcome.ts'

/** gpgv and Debian's keys: without them what is downloaded is checked by hash alone. */
export async function checkSignatures({ world }: Patient): Promise<Outcome> {
  const gpgv = await world.processes.which('gpgv')
  let keyring: string | undefined
  for (const file of hostKeyrings('Debian').files) {
    if (keyring === undefined && (await world.files.stat(file))) keyring = file
  }
  const common = {
    id: 'signatures',
    needed: false,
    why: 'they prove that packages are the distribution’s own; without them hashes alone are checked',
  }
  if (gpgv !== undefined && keyring !== undefined) {
    return { ...common, state: 'ok', evidence: `${gpgv}, ${keyring}` }
  }
  const missing = [
    ...(gpgv === undefined ? ['gpgv'] : []),
    ...(keyring === undefined ? ['debian-archive-keyring'] : []),
  ]
  const fix = await installFix(world, missing)
  const cure = cureByCommand(world, fix)
  const evidence = `not here: ${missing.join(', ')}`
  return { ...common, state: 'missing', evidence, fix, ...(cure ? { cure } : {}) }
}
