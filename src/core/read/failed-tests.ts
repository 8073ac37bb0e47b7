/** A test that failed, as libtest prints it. */
export interface FailedTest {
  /** `tests::adds`, or `src/lib.rs - add (line 3)` of a documentation test. */
  readonly name: string
  /** What it said, without how to get a backtrace. */
  readonly message: string
  /** Where it panicked, as rustc was called: relative to the workspace. */
  readonly file?: string
  readonly line?: number
  readonly column?: number
}

const MOST = 50
const MOST_CHARACTERS = 2000

/**
 * The failures in what libtest (and rustdoc) print on stdout: sections `---- NAME stdout ----` (library/test, formatters/pretty.rs
 * `write_failures`), in them `thread 'T' (ID) panicked at FILE:LINE:COLUMN:` (std, panicking.rs; before Rust 1.73
 * `panicked at 'MESSAGE', FILE:LINE:COLUMN`). Tests that print nothing are known from `test NAME ... FAILED` alone.
 */
export function readFailedTests(stdout: string): readonly FailedTest[] {
  const found: FailedTest[] = []
  const lines = stdout.split(/\r?\n/)
  const told = new Set<string>()
  for (const [at, line] of lines.entries()) {
    const name = /^---- (.+) stdout ----$/.exec(line)?.[1]
    if (name === undefined) continue
    told.add(name)
    found.push(toFailed(name, sectionAfter(lines, at)))
  }
  for (const line of lines) {
    const name = /^test (.+?)(?: - should panic)? \.\.\. FAILED$/.exec(line)?.[1]
    if (name === undefined || told.has(name)) continue
    told.add(name)
    found.push(toFailed(name, []))
  }
  return found.slice(0, MOST)
}

/** Up to the next section, or the list of names. */
function sectionAfter(lines: readonly string[], at: number): readonly string[] {
  const rest = lines.slice(at + 1, at + 101).map((line) => line.slice(0, 500))
  const end = rest.findIndex((line) =>
    /^---- .+ stdout ----$|^failures:$|^test result: /.test(line),
  )
  return end < 0 ? rest : rest.slice(0, end)
}

function toFailed(name: string, section: readonly string[]): FailedTest {
  const end = section.findIndex((line) =>
    /^stack backtrace:$|^note: run with `RUST_BACKTRACE/.test(line),
  )
  const text = end < 0 ? section : section.slice(0, end)
  const place =
    /panicked at (?:'[\s\S]*?', )?([^\n']+?\.rs):(\d{1,9}):(\d{1,9})(?::?$)/m.exec(
      text.join('\n'),
    ) ?? /^(.+\.rs) - .*\(line (\d{1,9})\)$/.exec(name)
  const message = text.join('\n').trim().slice(0, MOST_CHARACTERS)
  return {
    name,
    message: message === '' ? 'it failed and said nothing' : message,
    ...(place ? { file: place[1] ?? '', line: Number(place[2]) } : {}),
    ...(place?.[3] === undefined ? {} : { column: Number(place[3]) }),
  }
}
