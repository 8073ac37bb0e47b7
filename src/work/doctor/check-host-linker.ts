import { toCargoVariable } from '../../core/plan/target-variables.ts'
import { readCargoSettings } from '../cargo-settings.ts'
import { checkTool } from './check-tool.ts'
import type { Outcome, Patient } from './outcome.ts'

/** What links build scripts and procedural macros, which run on this machine: `cc`, or what the user set. */
export async function checkHostLinker(patient: Patient, host: string): Promise<Outcome> {
  const { world, folder } = patient
  const { own } = await readCargoSettings(world, folder)
  const name = toCargoVariable(host, 'LINKER')
  const set = world.host.env[name] ?? own.targets[host]?.linker
  return checkTool(patient, {
    id: 'cc',
    program: set ?? 'cc',
    args: ['--version'],
    packages: ['gcc', 'libc6-dev'],
    needed: true,
    why: 'rustc links build scripts and procedural macros with it; they run on this machine',
    code: 'linker/missing',
  })
}
