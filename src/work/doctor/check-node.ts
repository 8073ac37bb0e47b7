import { compareVersions } from '../../core/text/compare-versions.ts'
import type { Outcome, Patient } from './outcome.ts'

/** The Node.js that runs ferry, against `engines` of ferry's own package.json. */
export async function checkNode({ world }: Patient): Promise<Outcome> {
  const [node = 'node'] = world.host.self
  const why = 'ferry runs on it'
  const ended = await world.processes.run(
    { file: node, args: ['--version'] },
    { timeoutMs: 10_000 },
  )
  const version = new TextDecoder().decode(ended.stdout).trim()
  const manifest = await world.files.readText(`${world.host.installation}/package.json`)
  const least = /"node":\s*">=([\d.]+)"/.exec(manifest ?? '')?.[1]
  if (!version.startsWith('v') || least === undefined) {
    return { id: 'node', state: 'unknown', evidence: `${node} told no version`, needed: true, why }
  }
  const evidence = `${version}, ${least} or later is needed (${node})`
  if (compareVersions(version.slice(1), least) >= 0) {
    return { id: 'node', state: 'ok', evidence, needed: true, why }
  }
  const fix = { text: `install Node.js ${least} or later (nodejs.org, or your distribution)` }
  return { id: 'node', state: 'blocked', evidence, needed: true, why, fix }
}
