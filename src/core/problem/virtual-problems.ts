import { EXIT, ProblemError } from './problem.ts'

/** No preset and no board is called so. */
export function unknownVirtualBoard(
  name: string,
  names: readonly string[],
  nearest?: string,
): ProblemError {
  return new ProblemError({
    code: 'virtual/unknown-board',
    title: `there is no virtual board ${name}`,
    why: `there are ${names.join(', ')}`,
    fix: {
      text: nearest === undefined ? 'see the list' : `did you mean ${nearest}?`,
      command:
        nearest === undefined
          ? ['ferry', 'virtual', 'list']
          : ['ferry', 'virtual', 'start', nearest],
    },
    exit: EXIT.usage,
    details: { name, names },
  })
}

/** A name that cannot be a folder and a host name. */
export function badVirtualName(name: string): ProblemError {
  return new ProblemError({
    code: 'virtual/bad-name',
    title: `a virtual board cannot be called ${JSON.stringify(name)}`,
    why: 'names have lower-case letters, digits and -, begin with a letter or a digit, and have at most 40 characters',
    exit: EXIT.usage,
  })
}

/** It runs, but not as it is asked for now. `differs`: `release bookworm, not trixie`. */
export function runsOtherwise(name: string, differs: string): ProblemError {
  return new ProblemError({
    code: 'virtual/runs-otherwise',
    title: `the virtual board ${name} is running with ${differs}`,
    why: 'a board keeps its system while it runs',
    fix: { text: 'stop it first', command: ['ferry', 'virtual', 'stop', name] },
    exit: EXIT.usage,
    details: { name },
  })
}

/** Virtual boards need a Linux host of an architecture that the helpers know. */
export function notThisHost(platform: string, arch: string): ProblemError {
  return new ProblemError({
    code: 'virtual/not-this-host',
    title: `virtual boards do not run on ${platform} (${arch})`,
    why: 'they use namespaces and binfmt_misc of a Linux kernel on x86-64 or arm64',
    fix: { text: 'run ferry in a Linux virtual machine, or use a real board' },
    exit: EXIT.host,
  })
}

/**
 * The kernel refused what a board needs. `what`: the step (`user namespaces`), `reason`: errno name,
 * `cause`: what forbids it as far as it is known, `fix`: how to allow it.
 */
export function notAllowed(
  what: string,
  reason: string,
  cause: string,
  fix: { readonly text: string; readonly command?: readonly string[] },
): ProblemError {
  return new ProblemError({
    code: 'virtual/not-allowed',
    title: `this host does not allow virtual boards: ${what} refused (${reason})`,
    why: cause,
    fix: {
      ...fix,
      text: `${fix.text}, or emulate the whole computer, which needs no privilege: ferry virtual start NAME --full`,
    },
    exit: EXIT.host,
    details: { what, reason },
  })
}

/** A step of the start failed for a reason that is nobody's rule. */
export function startFailed(
  name: string,
  step: string,
  reason: string,
  output: readonly string[],
): ProblemError {
  return new ProblemError({
    code: 'virtual/start-failed',
    title: `the virtual board ${name} did not start: ${step} failed (${reason})`,
    why: 'its files may be damaged, or the host lacks something that ferry did not know of',
    fix: { text: 'begin it afresh', command: ['ferry', 'virtual', 'remove', name] },
    exit: EXIT.host,
    output,
    details: { name, step, reason },
  })
}

/** The helper programs could not be built. */
export function helpersNotBuilt(output: readonly string[]): ProblemError {
  return new ProblemError({
    code: 'virtual/helpers-not-built',
    title: 'the helper programs of virtual boards could not be built',
    why: 'cargo failed',
    fix: { text: 'see what is missing', command: ['ferry', 'doctor'] },
    exit: EXIT.host,
    output,
  })
}

/** No cargo is on the host. */
export function noCargoForHelpers(): ProblemError {
  return new ProblemError({
    code: 'virtual/no-cargo',
    title: 'the helper programs of virtual boards need cargo, and there is none',
    why: 'they are built once, from source',
    fix: {
      text: 'install Rust, from rustup.rs or as a package',
      command: ['ferry', 'doctor', '--fix'],
    },
    exit: EXIT.host,
  })
}

/** A full board of that kind cannot be. */
export function noFullBoard(name: string, why: string, fix: string): ProblemError {
  return new ProblemError({
    code: 'virtual/no-full',
    title: `there is no full virtual board ${name} of that kind`,
    why,
    fix: { text: fix },
    exit: EXIT.usage,
    details: { name },
  })
}

/** A kernel package that is not what ferry knows of them. `what`: package or file. */
export function noKernel(what: string, why: string): ProblemError {
  return new ProblemError({
    code: 'virtual/no-kernel',
    title: `no kernel for a full virtual board from ${what}`,
    why,
    fix: { text: 'take another release: ferry virtual start NAME --full --release trixie' },
    exit: EXIT.host,
    details: { what },
  })
}

/** mke2fs failed. */
export function diskNotMade(path: string, reason: string, output: readonly string[]): ProblemError {
  return new ProblemError({
    code: 'virtual/disk-not-made',
    title: `the disk of a full virtual board was not made (${reason})`,
    why: `${path} could not be written as a file system; the host's disk may be full`,
    fix: { text: 'see how much is free', command: ['df', '-h', path] },
    exit: EXIT.host,
    output,
    details: { path, reason },
  })
}
