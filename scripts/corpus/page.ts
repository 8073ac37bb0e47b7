import { BOARDS } from './boards.ts'
import { knownCause } from './known-causes.ts'
import { titleOf, type CorpusProject, type CorpusResult, type CorpusTool } from './project.ts'

/** A project with the tries of it: first and last, by board and tool. */
export interface ProjectResults {
  readonly project: CorpusProject
  readonly tries: (board: string, tool: CorpusTool) => readonly CorpusResult[]
}

const PEER_TOOLS = ['ferry', 'cargo-zigbuild', 'cargo'] as const

/** When, with what and under what load the results were made. */
export function formatVersions(all: readonly ProjectResults[]): readonly string[] {
  const results = all.flatMap(({ tries }) =>
    BOARDS.flatMap(({ name }) => PEER_TOOLS.flatMap((tool) => tries(name, tool).slice(-1))),
  )
  const dates = results.map(({ date }) => date.slice(0, 10)).toSorted()
  const loads = results.map(({ load }) => load).toSorted((a, b) => a - b)
  const versions = [...new Set(results.map((result) => result.versions))].toSorted()
  const tried = new Set(results.map(({ project }) => project)).size
  return [
    `${results.length} results of ${tried} projects (the table has ${all.length}), ${dates[0] ?? ''} to ${dates.at(-1) ?? ''}; load ${loads[0] ?? 0} to ${loads.at(-1) ?? 0} on two cores, so the seconds tell little. ${versions.join('; ')}.`,
  ]
}

/** Share that works, per board and tool: at the first try, and at the last; what needed a feature that ferry named counts apart. */
export function formatShares(all: readonly ProjectResults[]): readonly string[] {
  const rows = BOARDS.flatMap((board) =>
    PEER_TOOLS.flatMap((tool) => {
      const tried = all
        .map(({ tries }) => tries(board.name, tool))
        .filter(({ length }) => length > 0)
      if (tried.length === 0) return []
      const first = tried.filter(([one]) => isPlain(one)).length
      const last = tried.filter((list) => isPlain(list.at(-1))).length
      const named = tried.filter((list) => list.at(-1)?.ran).length
      const share = (count: number): string =>
        `${count} of ${tried.length} (${Math.round((count / tried.length) * 100)} %)`
      const words = [board.title, tool, share(first), share(last), share(named)]
      return [`| ${words.join(' | ')} |`]
    }),
  )
  return [
    '| board | tool | worked at the first try | works now | and with the feature of a crate that ferry names |',
    '|---|---|---|---|---|',
    ...rows,
  ]
}

/** It ran, and nothing of the project had to be changed. */
function isPlain(result: CorpusResult | undefined): boolean {
  return result?.ran === true && result.feature === undefined
}

/** Share on the boards where the peers built too, over the projects that all three tried. */
export function formatSideBySide(all: readonly ProjectResults[]): readonly string[] {
  const rows = BOARDS.filter(({ peer }) => peer).flatMap((board) =>
    [false, true].map((withPackages) => {
      const common = all.filter(
        ({ project, tries }) =>
          (withPackages || project.packages === undefined) &&
          PEER_TOOLS.every((tool) => tries(board.name, tool).length > 0),
      )
      const count = (tool: CorpusTool): string =>
        `${common.filter(({ tries }) => isPlain(tries(board.name, tool)[0])).length}`
      const what = withPackages ? 'all' : 'those that need no library of the board'
      return `| ${board.title} | ${what} | ${common.length} | ${PEER_TOOLS.map(count).join(' | ')} |`
    }),
  )
  return [
    '| board | projects | tried by all three | ferry | cargo-zigbuild | cargo with Debian’s cross gcc |',
    '|---|---|---|---|---|---|',
    ...rows,
  ]
}

/** Project × board, ferry. */
export function formatTable(all: readonly ProjectResults[]): readonly string[] {
  const heads = BOARDS.map(({ name }) => name)
  return [
    `| project | exercises | ${heads.join(' | ')} |`,
    `|---|---|${heads.map(() => '---').join('|')}|`,
    ...all.map(({ project, tries }) => {
      const cells = BOARDS.map(({ name }) => cell(tries(name, 'ferry').at(-1)))
      return `| ${titleOf(project)} | ${project.exercises} | ${cells.join(' | ')} |`
    }),
  ]
}

/** The peers' results on the boards where they built. */
export function formatPeerTable(all: readonly ProjectResults[]): readonly string[] {
  const columns = BOARDS.filter(({ peer }) => peer).flatMap(({ name }) =>
    (['cargo-zigbuild', 'cargo'] as const).map((tool) => ({ name, tool })),
  )
  return [
    `| project | ${columns.map(({ name, tool }) => `${name}, ${tool}`).join(' | ')} |`,
    `|---|${columns.map(() => '---').join('|')}|`,
    ...all.map(({ project, tries }) => {
      const cells = columns.map(({ name, tool }) => cell(tries(name, tool).at(-1)))
      return `| ${titleOf(project)} | ${cells.join(' | ')} |`
    }),
  ]
}

/** Each failure of ferry that stands, with whose it is. */
export function formatFailures(all: readonly ProjectResults[]): readonly string[] {
  const failed = all.flatMap(({ tries }) =>
    BOARDS.flatMap(({ name }) => {
      const last = tries(name, 'ferry').at(-1)
      return last && !isPlain(last) ? [last] : []
    }),
  )
  return failed.map((result) => {
    const known = knownCause(result)
    const whose = { ours: 'ours', theirs: 'theirs', board: 'so it should be' }
    const cause = known
      ? `${whose[known.whose]}: ${known.cause}`
      : `not looked into yet: ${lastOf(result.why)}`
    return `- ${result.project} on ${result.board}: ${cause}`
  })
}

function cell(result: CorpusResult | undefined): string {
  if (!result) return ''
  const seconds = `${Math.round(result.seconds)} s`
  const feature = /--features (\S+)$/.exec(result.feature ?? '')?.[1]
  const how = feature === undefined ? 'ran' : `ran with \`${feature}\``
  if (result.ran) return `${result.verdict ?? 'ran'}, ${how}, ${seconds}`
  if (!result.built) return `**not built**, ${seconds}`
  return `built, **${result.verdict === 'fails' ? 'fails' : 'ran wrong'}**, ${seconds}`
}

function lastOf(why: string | undefined): string {
  const lines = (why ?? '').split('\n').filter((line) => !line.startsWith('exit code'))
  return (lines.find((line) => line.startsWith('error')) ?? lines.at(-1) ?? '')
    .slice(0, 200)
    .replaceAll('|', '¦')
}
