/**
 * Variables that cargo, nextest and libtest give a test or that such programs are told by (the cargo book, "Environment variables cargo
 * sets for 3rd party subcommands" and "for cargo test"; nextest's book, "Environment variables"): they go to the board. Nothing else does.
 */
const PASSED =
  /^(CARGO_(MANIFEST_DIR|MANIFEST_PATH|PKG_\w+|CRATE_NAME|BIN_NAME|BIN_EXE_.+|TARGET_TMPDIR)|OUT_DIR|RUST_(LOG|BACKTRACE|LIB_BACKTRACE|MIN_STACK|TEST_\w+)|NEXTEST(_\w+)?|INSTA_\w+|PROPTEST_\w+|QUICKCHECK_\w+|BLESS|UPDATE_EXPECT|TRYBUILD|CRITERION_\w+)$/

/** The part of an environment that a test gets on the board; `translate` puts the board's paths in place of the host's. */
export function planTestEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  translate: (text: string) => string,
): Readonly<Record<string, string>> {
  const passed: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    // A program may be called foo-bar, and a variable of sh may not.
    if (value === undefined || !PASSED.test(name) || !/^\w+$/.test(name)) continue
    passed[name] = translate(value)
  }
  return passed
}
