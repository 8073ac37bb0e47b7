/** What happened when a program was started on a board. */
export interface Outcome {
  /** `starts`: it printed its line and ended well; `fails`: it did not; `unclear`: it took too long. */
  readonly kind: 'starts' | 'fails' | 'unclear'
  /** In words: `SIGILL`, `ENOEXEC`, the loader's message. */
  readonly how: string
  readonly ms: number
}

/** What every program of the matrix prints. */
const LINE = 'oracle: started'

/** Linux numbers of errors and signals that a start ends with. */
const ERRORS: Readonly<Record<number, string>> = {
  2: 'ENOENT',
  5: 'EIO',
  7: 'E2BIG',
  8: 'ENOEXEC',
  12: 'ENOMEM',
  13: 'EACCES',
  21: 'EISDIR',
  22: 'EINVAL',
  40: 'ELOOP',
  80: 'ELIBBAD',
}
const SIGNALS: Readonly<Record<number, string>> = {
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  31: 'SIGSYS',
}

/** Reads a line of run-pairs: `PATH \t ENDING \t MS \t STDOUT \t STDERR`. */
export function readOutcome(line: string): { readonly path: string; readonly outcome: Outcome } {
  const [path = '', ending = '', ms = '0', out = '', err = ''] = line.split('\t')
  const [kind = '', number = '0'] = ending.split(' ')
  const said = fromHex(out)
  const time = Number(ms)
  if (kind === 'timeout') return { path, outcome: { kind: 'unclear', how: 'timeout', ms: time } }
  if (kind === 'exit' && number === '0' && said.includes(LINE))
    return { path, outcome: { kind: 'starts', how: 'starts', ms: time } }
  const code = Number(number)
  const name =
    kind === 'exec'
      ? `execve: ${ERRORS[code] ?? code}`
      : kind === 'signal'
        ? (SIGNALS[code] ?? `signal ${code}`)
        : `exit ${code}`
  const message = fromHex(err).trim().split('\n')[0] ?? ''
  const how = message === '' ? name : `${name}: ${message}`
  return { path, outcome: { kind: 'fails', how, ms: time } }
}

function fromHex(text: string): string {
  return Buffer.from(text, 'hex').toString('latin1')
}
