/** What a failed build said, as far as ferry understands it. */
export type CargoFailure =
  /** The linker found no `lib<name>.so` or `.a`. */
  | { readonly kind: 'library-missing'; readonly library: string }
  /** A header was not found: `alsa/asoundlib.h`. */
  | { readonly kind: 'header-missing'; readonly header: string }
  /** A header of the C++ standard library, or libstdc++ itself, is not there. */
  | { readonly kind: 'cxx-missing'; readonly what: string }
  /** A crate has bindings for some targets, made beforehand, and none for this one. */
  | { readonly kind: 'bindings-missing'; readonly crate: string; readonly target: string }
  /** pkg-config knows no such package in the sysroot. */
  | { readonly kind: 'pkg-config-package'; readonly name: string; readonly crate?: string }
  /** A crate asks pkg-config, which was told of no sysroot: there is none for a static program without C. */
  | { readonly kind: 'pkg-config-unset'; readonly crate: string }
  /** The program pkg-config (or another tool of a build script) is not on this host. */
  | { readonly kind: 'tool-missing'; readonly tool: string }
  /** The crate cc found no compiler for the target. */
  | { readonly kind: 'compiler-missing'; readonly tool: string }
  | { readonly kind: 'std-missing'; readonly target?: string }
  | { readonly kind: 'crate-not-found'; readonly crate: string; readonly words: string }
  | { readonly kind: 'no-network'; readonly words: string }
  | { readonly kind: 'no-space' }
  | { readonly kind: 'wrong-machine'; readonly words: string }
  /** The objects in a crate's own library are for another machine: its build script compiled them for the host. */
  | { readonly kind: 'wrong-library'; readonly crate: string }
  | { readonly kind: 'manifest'; readonly words: string }

interface Pattern {
  readonly expression: RegExp
  readonly toFailure: (match: RegExpExecArray) => CargoFailure
}

/** In order: what stands first explains more. Each is a sentence of cargo, rustc, lld, GNU ld, clang, gcc or the crate pkg-config. */
const patterns: readonly Pattern[] = [
  {
    expression: /No space left on device|os error 28/,
    toFailure: () => ({ kind: 'no-space' }),
  },
  {
    expression: /couldn't read `[^`]*\/([\w-]+)-\d[^/`]*\/[^`]*\/([\w-]+-linux-[\w-]+)\.rs`/,
    toFailure: (m) => ({ kind: 'bindings-missing', crate: m[1] ?? '', target: m[2] ?? '' }),
  },
  {
    expression: /(?:unable to find library|cannot find) -l((?:stdc\+\+|c\+\+(?:abi)?)(?![\w.+-]))/,
    toFailure: (m) => ({ kind: 'cxx-missing', what: `lib${m[1] ?? ''}` }),
  },
  {
    expression: /unable to find library -l([\w.+-]+)|cannot find -l([\w.+-]+)/,
    toFailure: (m) => ({ kind: 'library-missing', library: m[1] ?? m[2] ?? '' }),
  },
  {
    expression: /[Tt]he system library `([^`]+)` required by crate `([^`]+)` was not found/,
    toFailure: (m) => ({ kind: 'pkg-config-package', name: m[1] ?? '', crate: m[2] ?? '' }),
  },
  {
    expression: /No package '([^']+)' found|Package ([\w.+-]+) was not found in the pkg-config/,
    toFailure: (m) => ({ kind: 'pkg-config-package', name: m[1] ?? m[2] ?? '' }),
  },
  {
    expression:
      /custom build command for `([\w-]+) v[^`]*`[\s\S]*?pkg-config has not been configured to support cross-compilation/,
    toFailure: (m) => ({ kind: 'pkg-config-unset', crate: m[1] ?? '' }),
  },
  {
    expression: /[Tt]he pkg-config command could not be found|Could not run `PKG_CONFIG/,
    toFailure: () => ({ kind: 'tool-missing', tool: 'pkg-config' }),
  },
  {
    expression: /is `cmake` not installed\?|failed to execute command: .*\n?.*cmake/,
    toFailure: () => ({ kind: 'tool-missing', tool: 'cmake' }),
  },
  {
    expression: /failed to find tool "([^"]+)"|ToolNotFound: [^`]*`([^`]+)`/,
    toFailure: (m) => ({ kind: 'compiler-missing', tool: m[1] ?? m[2] ?? 'cc' }),
  },
  {
    expression: /Could not find `protoc`/,
    toFailure: () => ({ kind: 'tool-missing', tool: 'protobuf-compiler' }),
  },
  {
    expression: /Unable to find libclang/,
    toFailure: () => ({ kind: 'tool-missing', tool: 'libclang-dev' }),
  },
  {
    // Headers of the C++ standard library alone have names without an ending (ISO C++, [headers]).
    expression: /fatal error: '?([a-z_]+|bits\/c\+\+config\.h)'?(?: file not found|: No such file)/,
    toFailure: (m) => ({ kind: 'cxx-missing', what: m[1] ?? '' }),
  },
  {
    expression: /fatal error: '?([\w./+-]+\.h(?:pp)?)'?(?: file not found|: No such file)/,
    toFailure: (m) => ({ kind: 'header-missing', header: m[1] ?? '' }),
  },
  {
    expression: /can't find crate for `(?:std|core)`[\s\S]{0,400}?the `([^`]+)` target/,
    toFailure: (m) => ({ kind: 'std-missing', target: m[1] ?? '' }),
  },
  {
    expression:
      /error: could not find `([^`]+)` in registry[^\n]*|error: no matching package (?:named )?`([^`]+)`[^\n]*/,
    toFailure: (m) => ({ kind: 'crate-not-found', crate: m[1] ?? m[2] ?? '', words: clean(m[0]) }),
  },
  {
    expression:
      /error: cannot find crate `([^`]+)`[^\n]*|error: could not find `([^`]+)` in (?:git|path)[^\n]*/,
    toFailure: (m) => ({ kind: 'crate-not-found', crate: m[1] ?? m[2] ?? '', words: clean(m[0]) }),
  },
  {
    expression:
      /[^\n]*(?:[Cc]ould not resolve host|[Cc]ouldn't resolve host|failed to lookup address|network is unreachable|Network is unreachable|attempting to make an HTTP request, but --offline|Connection refused|Could not connect to server|Failed to connect to)[^\n]*/,
    toFailure: (m) => ({ kind: 'no-network', words: clean(m[0]) }),
  },
  {
    expression: /\/deps\/lib([\w]+)-[0-9a-f]{16}\.rlib\([^)\n]*\) is incompatible with/,
    toFailure: (m) => ({ kind: 'wrong-library', crate: m[1] ?? '' }),
  },
  {
    expression: /[^\n]*is incompatible with \S+|[^\n]*file in wrong format[^\n]*/,
    toFailure: (m) => ({ kind: 'wrong-machine', words: clean(m[0]) }),
  },
  {
    expression:
      /error: failed to parse manifest[^\n]*|error: failed to (?:read|load) [^\n]*Cargo\.toml[^\n]*/,
    toFailure: (m) => ({ kind: 'manifest', words: clean(m[0]) }),
  },
]

/** Finds the cause in what cargo, rustc and the linker printed; undefined where the code itself is at fault or nothing is known. */
export function explainCargoFailure(output: string): CargoFailure | undefined {
  const text = stripColours(output)
  for (const { expression, toFailure } of patterns) {
    const match = expression.exec(text)
    if (match) return toFailure(match)
  }
  return undefined
}

/** Takes terminal colours and the progress bar's cursor moves away (ECMA-48 CSI sequences). */
export function stripColours(text: string): string {
  // oxlint-disable-next-line no-control-regex -- finding controls is the purpose
  return text.replaceAll(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '').replaceAll(/[^\n]*\r(?!\n)/g, '')
}

function clean(words: string): string {
  return words
    .trim()
    .replace(/^error: /, '')
    .slice(0, 300)
}
