import { explainNamespaceRefusal, NAMESPACE_RULES } from '../../core/plan/namespace-refusal.ts'
import type { Outcome, Patient } from './outcome.ts'

/** User namespaces, tried by `unshare`: allowed, or forbidden by what. */
export async function checkNamespaces(
  { world }: Patient,
  { needed }: { readonly needed: boolean },
): Promise<Outcome> {
  const common = {
    id: 'namespaces',
    needed,
    why: 'virtual boards live in them',
    code: 'virtual/not-allowed',
  }
  if (world.host.platform !== 'linux') {
    const evidence = `virtual boards need Linux, this is ${world.host.platform}`
    return { ...common, code: 'virtual/not-this-host', state: 'missing', evidence }
  }
  const { ending, stderr } = await world.processes.run(
    { file: 'unshare', args: ['--user', '--map-root-user', 'true'], env: { LC_ALL: 'C' } },
    { timeoutMs: 10_000 },
  )
  if (ending.kind === 'not-started') {
    return { ...common, state: 'unknown', evidence: 'not tried: no unshare in PATH (util-linux)' }
  }
  if (ending.kind === 'exit' && ending.code === 0) {
    return { ...common, state: 'ok', evidence: 'allowed (tried with unshare)' }
  }
  const read = async (name: keyof typeof NAMESPACE_RULES): Promise<string | undefined> =>
    (await world.files.readText(`/proc/sys/${NAMESPACE_RULES[name]}`))?.trim()
  const { cause, fix } = explainNamespaceRefusal({
    apparmor: await read('apparmor'),
    clone: await read('clone'),
    most: await read('most'),
  })
  const said = new TextDecoder().decode(stderr).trim().split('\n').at(-1) ?? ''
  return { ...common, state: 'blocked', evidence: `${cause} (${said})`, fix }
}
