import type { Fix } from '../verdict/finding.ts'
import { EXIT, ProblemError } from './problem.ts'

/** A way that was looked at and cannot serve, with its reason. */
export interface Rejected {
  readonly kind: string
  readonly why: string
}

/** Nothing on this host can link for the target. */
export function noLinker(target: string, rejected: readonly Rejected[], fix: Fix): ProblemError {
  return new ProblemError({
    code: 'linker/missing',
    title: `nothing here can link for ${target}`,
    why: rejected.map(({ kind, why }) => `${kind}: ${why}`).join('; '),
    fix,
    exit: EXIT.host,
    details: { target, rejected },
  })
}

/** The linker that the user named is not there. `where` names the setting. */
export function namedLinkerMissing(linker: string, where: string, fix: Fix): ProblemError {
  return new ProblemError({
    code: 'linker/missing',
    title: `the linker ${linker} is not there`,
    why: `${where} names it, and no program of that name is in PATH`,
    fix,
    exit: EXIT.host,
    details: { linker, where },
  })
}

/** Build scripts and procedural macros run on the host, and rustc links them with `cc`. */
export function noHostLinker(crates: readonly string[], fix: Fix): ProblemError {
  return new ProblemError({
    code: 'linker/missing',
    title: 'this machine has no `cc`, with which rustc links what runs here during the build',
    why: `build scripts and procedural macros run on this machine: ${listNames(crates)}`,
    fix,
    exit: EXIT.host,
    details: { crates },
  })
}

/** The dependency graph compiles C or C++ and nothing here can do that for the target. */
export function noCompiler(
  target: string,
  crates: readonly string[],
  rejected: readonly Rejected[],
  fix: Fix,
): ProblemError {
  return new ProblemError({
    code: 'linker/no-compiler',
    title: `no C compiler for ${target}`,
    why: `${listNames(crates)} ${crates.length === 1 ? 'holds' : 'hold'} C or C++ code (${rejected.map(({ kind, why }) => `${kind}: ${why}`).join('; ')})`,
    fix,
    exit: EXIT.host,
    details: { target, crates, rejected },
  })
}

/** zig is asked for by name, or alone can do it, and cannot be had. */
export function noZig(missing: string, why: string, fix: Fix): ProblemError {
  return new ProblemError({
    code: 'linker/no-zig',
    title: `zig cannot be had: ${missing}`,
    why,
    fix,
    exit: EXIT.host,
    details: { missing },
  })
}

/** The linker's own start files or libgcc are for a newer CPU than the target or the board has. */
export function linkerCpuTooNew(
  linker: string,
  target: string,
  need: string,
  got: string,
  fix: Fix,
): ProblemError {
  return new ProblemError({
    code: 'linker/cpu-too-new',
    title: `what ${linker} links would need ${need}, and ${target} stops at ${got}`,
    why: `its start files (crt1.o) and libgcc are built for ${need}: every program that it links holds them, whatever -march says`,
    fix,
    exit: EXIT.host,
    details: { linker, target, need, got },
  })
}

/** The linker makes programs for another machine or float ABI. */
export function linkerWrongMachine(
  linker: string,
  target: string,
  makes: string,
  fix: Fix,
): ProblemError {
  return new ProblemError({
    code: 'linker/wrong-machine',
    title: `${linker} links for ${makes}, not for ${target}`,
    why: 'its start files say so',
    fix,
    exit: EXIT.host,
    details: { linker, target, makes },
  })
}

/** The linker's own glibc is newer than the board's: what it links may not start there. */
export function linkerLibcTooNew(
  linker: string,
  need: string,
  got: string,
  fix: Fix,
): ProblemError {
  return new ProblemError({
    code: 'linker/libc-too-new',
    title: `${linker} links against glibc ${need}, and the board has ${got}`,
    why: 'a program asks for the newest symbol versions that it was linked against',
    fix,
    exit: EXIT.host,
    details: { linker, need, got },
  })
}

/** The environment script of an SDK cannot be used. */
export function badSdk(script: string, why: string, output: readonly string[]): ProblemError {
  return new ProblemError({
    code: 'linker/bad-sdk',
    title: `${script} is no environment script of a cross SDK`,
    why,
    fix: {
      text: 'name the script that you would read into a shell: environment-setup-… of Yocto, environment-setup of Buildroot',
    },
    exit: EXIT.host,
    ...(output.some((line) => line !== '') ? { output: output.slice(-10) } : {}),
    details: { script },
  })
}

/** `a, b, c and 4 more`. */
export function listNames(names: readonly string[]): string {
  return names.length <= 4
    ? names.join(', ')
    : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
}
