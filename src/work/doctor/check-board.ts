import type { BoardFacts } from '../../core/board/board-facts.ts'
import { decodeText } from '../../core/bytes/decode-text.ts'
import { whyNotPlaces } from '../../core/plan/version-place.ts'
import { ProblemError } from '../../core/problem/problem.ts'
import { targetMinimums } from '../../core/target/target-minimums.ts'
import type { TargetChoice } from '../../core/target/target-choice.ts'
import { compareVersions } from '../../core/text/compare-versions.ts'
import { formatDuration } from '../../core/text/format-duration.ts'
import { formatSize } from '../../core/text/format-size.ts'
import type { Outcome, Patient } from './outcome.ts'

/** More than clocks drift; less than what a certificate or a time stamp forgives. */
const CLOCK_OFF_MS = 300_000
/** A stripped program of Rust with a web server has 3 to 10 MB, and the old one stays until the new one is whole. */
const ROOM = 20_000_000

/** The board's clock against this machine's. */
export async function checkClock({ world }: Patient, destination: string): Promise<Outcome> {
  const common = {
    id: 'board-clock',
    needed: false,
    why: 'TLS, make and logs on the board go by it',
  }
  try {
    const remote = await world.connect(destination)
    try {
      const ended = await remote.exec('date -u +%s', { timeoutMs: 20_000 })
      const seconds = Number(/^(\d+)\s*$/.exec(decodeText(ended.stdout))?.[1])
      if (!Number.isFinite(seconds))
        return { ...common, state: 'unknown', evidence: 'its date told no time' }
      const off = seconds * 1000 - world.clock.now()
      if (Math.abs(off) < CLOCK_OFF_MS) {
        return { ...common, state: 'ok', evidence: 'as this machine’s, within five minutes' }
      }
      const days = Math.round(Math.abs(off) / 86_400_000)
      const much = days > 1 ? `${days} days` : formatDuration(Math.abs(off))
      const now = Math.round(world.clock.now() / 1000)
      return {
        ...common,
        state: 'blocked',
        evidence: `${much} ${off < 0 ? 'behind' : 'ahead of'} this machine’s`,
        fix: {
          text: 'set it, or let it keep time by itself (systemd-timesyncd, chrony)',
          command: ['ssh', destination, 'sudo', 'date', '-u', '-s', `@${now}`],
        },
      }
    } finally {
      await remote.close()
    }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { ...common, state: 'unknown', evidence: error.problem.title }
  }
}

/** A place where a program can be put and started. */
export function checkPlace(facts: BoardFacts): Outcome {
  const common = {
    id: 'board-place',
    needed: true,
    why: 'a program must be written there and started',
  }
  if (!facts.places) {
    return {
      ...common,
      state: 'unknown',
      evidence: 'these facts do not tell where programs can be put',
    }
  }
  const good = facts.places.filter(
    (place) => place.writable === true && place.noexec !== true && place.readOnly !== true,
  )
  const not = whyNotPlaces(facts)
  const [best] = good
  if (!best) {
    const code = not.some((reason) => reason.endsWith('noexec')) ? 'board/noexec' : 'board/no-place'
    return {
      ...common,
      state: 'blocked',
      code,
      evidence: not.join('; ') || 'none was found',
      fix: {
        text: 'mount one of them with exec and for writing, or log in as a user who may write',
      },
    }
  }
  const roomy = good.find(({ freeBytes }) => freeBytes === undefined || freeBytes >= ROOM)
  if (!roomy) {
    return {
      ...common,
      state: 'blocked',
      code: 'board/no-space',
      evidence: good
        .map(({ path, freeBytes = 0 }) => `${path}: ${formatSize(freeBytes)} free`)
        .join('; '),
      fix: { text: 'make room there; ferry removes its own old versions with every ship' },
    }
  }
  const free = roomy.freeBytes === undefined ? '' : `, ${formatSize(roomy.freeBytes)} free`
  return {
    ...common,
    state: 'ok',
    evidence: `${roomy.path}${roomy.type === undefined ? '' : ` (${roomy.type})`}${free}`,
  }
}

/** libc and kernel against what std of the target needs (rustc book, platform support). */
export function checkMinimums(facts: BoardFacts, target: string): Outcome {
  const common = {
    id: 'board-libc',
    needed: true,
    why: 'std of the target starts with nothing older',
  }
  const minimums = targetMinimums(target)
  const { libc, kernel } = facts
  const own = /-gnu/.test(target) && libc?.kind === 'glibc' ? libc.version : undefined
  const old = [
    [`glibc ${own ?? ''}`, own, minimums?.libc],
    [`Linux ${kernel?.release ?? ''}`, kernel?.release, minimums?.kernel],
  ] as const
  const bad = old.find(([, got, need]) => got && need && compareVersions(got, need) < 0)
  if (bad) {
    return {
      ...common,
      state: 'blocked',
      code: bad[0].startsWith('glibc') ? 'elf/glibc-too-new' : 'elf/kernel-too-old',
      evidence: `${bad[0]}; std of ${target} needs ${bad[2] ?? ''}`,
      fix: {
        text: 'build a static program',
        command: ['ferry', 'run', '--target', target.replace('-gnu', '-musl')],
      },
    }
  }
  if (kernel?.release === undefined || (own === undefined && /-gnu/.test(target))) {
    return { ...common, state: 'unknown', evidence: 'libc or kernel of the board is not known' }
  }
  const said = old.flatMap(([name, got, need]) =>
    got ? [`${name}${need ? ` (${need} or later)` : ''}`] : [],
  )
  return { ...common, state: 'ok', evidence: said.join(', ') }
}

/** Is the target the only one that the facts allow? */
export function checkTarget(choice: TargetChoice, asked: string | undefined): Outcome {
  const common = { id: 'target', needed: true, why: 'it decides what the program is made of' }
  if (asked !== undefined) {
    const evidence = `${asked}, as asked for`
    return { ...common, state: 'ok', evidence }
  }
  const { target, why, certain } = choice
  if (target === undefined) {
    return {
      ...common,
      state: 'missing',
      code: 'board/no-target',
      evidence: why[0] ?? 'no target of rustc runs there',
    }
  }
  if (certain) return { ...common, state: 'ok', evidence: `${target}: ${why[0] ?? ''}` }
  return {
    ...common,
    state: 'unknown',
    evidence: `${target}, not for certain: ${why[0] ?? ''}`,
    fix: { text: 'name it in ferry.toml (target = "…") or by --target where you know better' },
  }
}
