import type { BoardFacts } from '../board/board-facts.ts'
import type { ElfFacts } from '../elf/elf-facts.ts'
import { toFinding } from './catalogue.ts'
import type { Finding, Verdict } from './finding.ts'
import { makeJudgeContext, type JudgeContext, type JudgeOptions } from './judge-context.ts'
import type { Remark } from './remark.ts'
import { judgeArmCpu } from './rules/judge-arm-cpu.ts'
import { judgeCpuFeatures } from './rules/judge-cpu-features.ts'
import { judgeDamage } from './rules/judge-damage.ts'
import { judgeExecutable } from './rules/judge-executable.ts'
import { judgeFloatAbi } from './rules/judge-float-abi.ts'
import { judgeGlibc } from './rules/judge-glibc.ts'
import { judgeInterpreter } from './rules/judge-interpreter.ts'
import { judgeJemalloc } from './rules/judge-jemalloc.ts'
import { judgeKernel } from './rules/judge-kernel.ts'
import { judgeLibraries } from './rules/judge-libraries.ts'
import { judgeMachine } from './rules/judge-machine.ts'
import { judgeMipsCpu } from './rules/judge-mips-cpu.ts'
import { judgePageSize } from './rules/judge-page-size.ts'
import { judgePlaces } from './rules/judge-places.ts'
import { judgeRelr } from './rules/judge-relr.ts'
import { judgeRiscvCpu } from './rules/judge-riscv-cpu.ts'
import { judgeSymbolVersions } from './rules/judge-symbol-versions.ts'
import { judgeSymbols } from './rules/judge-symbols.ts'
import { judgeTime64 } from './rules/judge-time64.ts'
import { judgeX86Cpu } from './rules/judge-x86-cpu.ts'

/** A verdict with its reasons, errors first. */
export interface Judgement {
  readonly verdict: Verdict
  readonly findings: readonly Finding[]
}

type Rule = (context: JudgeContext) => readonly Remark[]

/** These settle what the file is; where one of them errs, those after it have nothing to say. */
const first: readonly Rule[] = [judgeDamage, judgeExecutable, judgeMachine]

const rest: readonly Rule[] = [
  judgeFloatAbi,
  judgeArmCpu,
  judgeRiscvCpu,
  judgeMipsCpu,
  judgeX86Cpu,
  judgeCpuFeatures,
  judgeInterpreter,
  judgeGlibc,
  judgeLibraries,
  judgeSymbolVersions,
  judgeSymbols,
  judgeRelr,
  judgePageSize,
  judgeKernel,
  judgeJemalloc,
  judgeTime64,
  judgePlaces,
]

/**
 * Will this file run on that board? Pure: two values in, one out.
 * `fails` where at least one finding is an error: the start is certain to fail. `unsure` where
 * something that matters is not known, which a warning names. Else `runs`.
 */
export function judge(elf: ElfFacts, board: BoardFacts, options: JudgeOptions = {}): Judgement {
  const context = makeJudgeContext(elf, board, options)
  const remarks: Remark[] = []
  for (const rule of first) {
    remarks.push(...rule(context))
    if (elf.kind !== 'elf' || remarks.some((remark) => remark.severity === 'error')) break
  }
  const isHopeless = remarks.some((remark) => remark.severity === 'error')
  if (!isHopeless && elf.kind === 'elf') remarks.push(...rest.flatMap((rule) => rule(context)))
  const findings = remarks
    .map((remark) => allow(toFinding(remark, context), options.allow ?? []))
    .toSorted((a, b) => weight(a) - weight(b))
  return { verdict: toVerdict(findings), findings }
}

/** The verdict that findings add up to. */
export function toVerdict(findings: readonly Finding[]): Verdict {
  if (findings.some((finding) => finding.severity === 'error')) return 'fails'
  return findings.some((finding) => finding.severity === 'warning') ? 'unsure' : 'runs'
}

function allow(finding: Finding, codes: readonly string[]): Finding {
  if (finding.severity === 'note' || !codes.includes(finding.code)) return finding
  return { ...finding, severity: 'note', allowed: true }
}

function weight(finding: Finding): number {
  return finding.severity === 'error' ? 0 : finding.severity === 'warning' ? 1 : 2
}
