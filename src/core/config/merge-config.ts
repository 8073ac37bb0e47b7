import { nearestWord } from '../text/nearest.ts'
import type { BoardConfig, Config, ConfigIssue, ConfigPart } from './config.ts'

/** An issue of both files together, and the file whose place it is told at. */
export type MergeIssue = ConfigIssue & { readonly from: 'shared' | 'local' }

/**
 * ferry.toml with the private ferry.local.toml laid over it: of a board key by key, of `[run] env` name by name; a group and `[run] files`
 * as a whole; `[verify] allow` holds both, and of one code local's. Then what the parts alone do not tell: each board has a destination,
 * each group's boards exist.
 */
export function mergeConfig(
  shared: ConfigPart,
  local: ConfigPart,
): { readonly config: Config; readonly issues: readonly MergeIssue[] } {
  const names = [...Object.keys(shared.board ?? {}), ...Object.keys(local.board ?? {})]
  const issues: MergeIssue[] = []
  const boards = [...new Set(names)].flatMap((name): [string, BoardConfig][] => {
    const whole = { ...ownOf(shared.board, name), ...ownOf(local.board, name) }
    const { destination } = whole
    if (destination !== undefined) return [[name, { ...whole, destination }]]
    const from = ownOf(shared.board, name) ? 'shared' : 'local'
    issues.push({ message: '"destination" is missing', path: ['board', name], from })
    return []
  })
  const { files } = { ...shared.run, ...local.run }
  const env = { ...shared.run?.env, ...local.run?.env }
  const allowed = local.verify?.allow ?? []
  const allow = [
    ...(shared.verify?.allow ?? []).filter(({ code }) => !allowed.some((one) => one.code === code)),
    ...allowed,
  ]
  const config: Config = {
    board: Object.fromEntries(boards),
    group: { ...shared.group, ...local.group },
    run: {
      ...(Object.keys(env).length > 0 ? { env } : {}),
      ...(files === undefined ? {} : { files }),
    },
    verify: allow.length > 0 ? { allow } : {},
  }
  return { config, issues: [...issues, ...groupIssues(config, local, names)] }
}

function ownOf<value>(record: Record<string, value> | undefined, name: string): value | undefined {
  return record && Object.hasOwn(record, name) ? record[name] : undefined
}

function groupIssues(
  { group }: Config,
  local: ConfigPart,
  boards: readonly string[],
): readonly MergeIssue[] {
  return Object.entries(group).flatMap(([name, members]) =>
    members.flatMap((member, index): MergeIssue[] => {
      if (boards.includes(member)) return []
      const near = nearestWord(member, boards)
      return [
        {
          message: `group "${name}" names the board "${member}", which is not configured${near === undefined ? '' : `; "${near}" was meant?`}`,
          path: ['group', name, String(index)],
          from: ownOf(local.group, name) ? 'local' : 'shared',
        },
      ]
    }),
  )
}
