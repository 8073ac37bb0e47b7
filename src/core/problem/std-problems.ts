import { EXIT, ProblemError } from './problem.ts'

/** No std for the target could be had. `tried`: each way with why it did not work. */
export function stdMissing(
  target: string,
  tried: readonly string[],
  cause?: unknown,
): ProblemError {
  return new ProblemError(
    {
      code: 'std/missing',
      title: `there is no Rust standard library for ${target}`,
      why: tried.join('; '),
      fix: {
        text: 'let rustup fetch it where its server is reached',
        command: ['rustup', 'target', 'add', target],
      },
      exit: EXIT.host,
      details: { target, tried },
    },
    { cause },
  )
}

/** The project asks for a toolchain that is not installed and cannot be had. */
export function toolchainMissing(
  toolchain: string,
  from: string,
  tried: readonly string[],
): ProblemError {
  return new ProblemError({
    code: 'std/toolchain-missing',
    title: `the toolchain ${toolchain} is not installed`,
    why: [`${from} asks for it`, ...tried].join('; '),
    fix: {
      text: 'install it where rustup’s server is reached',
      command: ['rustup', 'toolchain', 'install', toolchain],
    },
    exit: EXIT.host,
    details: { toolchain, tried },
  })
}

/** A toolchain that ferry unpacked or built does not work on this host. */
export function toolchainBroken(
  folder: string,
  why: string,
  output: readonly string[],
): ProblemError {
  return new ProblemError({
    code: 'std/toolchain-broken',
    title: `the Rust toolchain in ${folder} does not start`,
    why,
    fix: { text: 'throw it away; it is made anew', command: ['rm', '-r', folder] },
    exit: EXIT.host,
    output,
  })
}
