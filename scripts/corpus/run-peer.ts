import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

import { toCargoVariable } from '../../src/core/plan/target-variables.ts'
import { buildEnvironment } from './build-environment.ts'
import type { CorpusBoard } from './boards.ts'
import type { CorpusWorld } from './corpus-world.ts'
import { execute } from './execute.ts'
import type { ReadyProject } from './get-project.ts'
import type { Peers } from './get-peers.ts'
import { lastLines } from './last-lines.ts'
import type { CorpusProject, CorpusResult, CorpusTool } from './project.ts'

/**
 * The same project by a peer: cargo-zigbuild with the board's glibc pinned, as its README says; cargo with Debian's
 * cross gcc as linker, as most guides say. Then the program is sent over SSH and run. Neither knows of libraries of
 * the board, and nothing is installed on the host for them.
 */
export function runPeer(
  tool: Exclude<CorpusTool, 'ferry'>,
  project: CorpusProject,
  board: CorpusBoard & Required<Pick<CorpusBoard, 'peer'>>,
  ready: ReadyProject,
  peers: Peers,
  world: CorpusWorld,
): Pick<CorpusResult, 'seconds' | 'built' | 'ran' | 'why'> {
  const { target, glibc, gcc } = board.peer
  const profile = project.release === true ? ['--release'] : []
  const environment = buildEnvironment(tool, project, world)
  const built =
    tool === 'cargo-zigbuild'
      ? execute(
          peers.zigbuild,
          ['zigbuild', '--target', `${target}.${glibc}`, ...profile, ...(project.cargoArgs ?? [])],
          {
            cwd: ready.folder,
            minutes: 45,
            env: {
              ...environment,
              PATH: `${peers.zigFolder}${delimiter}${process.env['PATH'] ?? ''}`,
            },
          },
        )
      : execute('cargo', ['build', '--target', target, ...profile, ...(project.cargoArgs ?? [])], {
          cwd: ready.folder,
          minutes: 45,
          env: { ...environment, [toCargoVariable(target, 'LINKER')]: `${gcc}-gcc` },
        })
  const file = join(
    environment['CARGO_TARGET_DIR'] ?? '',
    target,
    project.release === true ? 'release' : 'debug',
    project.program ?? project.name,
  )
  if (built.code !== 0 || !existsSync(file)) {
    const why = lastLines(`${built.err}\nexit code ${built.code}`)
    return { seconds: built.seconds, built: false, ran: false, why }
  }
  const config = join(world.cache, 'virtual', 'boards', board.virtual, 'ssh_config')
  const program = `f=$(mktemp) && cat >"$f" && chmod 755 "$f" && "$f" ${(project.args ?? []).join(' ')}; e=$?; rm -f "$f"; exit $e`
  const ended = execute('ssh', ['-F', config, board.virtual, program], {
    cwd: ready.folder,
    minutes: 5,
    input: readFileSync(file),
  })
  const ran = ended.code === (project.exit ?? 0) && project.prints.test(ended.out)
  return {
    seconds: built.seconds + ended.seconds,
    built: true,
    ran,
    ...(ran ? {} : { why: lastLines(`${ended.err}\n${ended.out}\nexit code ${ended.code}`) }),
  }
}
