import * as v from 'valibot'

import type { BoardConfig, ConfigPart, RunConfig, VerifyConfig } from './config.ts'

const name = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'a name is made of letters, digits, "-", "_" and "."'),
)
const libraryName = v.pipe(
  v.string(),
  v.regex(
    /^[A-Za-z0-9_][A-Za-z0-9_+.-]*$/,
    'a library is named as the linker does: asound, usb-1.0',
  ),
)
const board = v.strictObject({
  destination: v.exactOptional(
    v.pipe(
      v.string(),
      v.nonEmpty('a destination is missing'),
      v.description(
        'SSH destination (user@host, an alias, ssh://…), virtual:NAME, or facts:FILE.json. May stand in ferry.local.toml alone.',
      ),
    ),
  ),
  target: v.exactOptional(
    v.pipe(v.string(), v.description('The rustc target, over the one that ferry would choose.')),
  ),
  packages: v.exactOptional(
    v.pipe(
      v.array(v.string()),
      v.description("Packages of the board's distribution that the sysroot needs, too."),
    ),
  ),
  libraries: v.exactOptional(
    v.pipe(
      v.array(libraryName),
      v.description(
        "Libraries of the board by the linker's name (asound), for a sysroot that is taken from the board.",
      ),
    ),
  ),
  sysroot: v.exactOptional(
    v.pipe(
      v.string(),
      v.nonEmpty('"board", or a folder'),
      v.description('"board": from the board itself; else a folder of this host that holds one.'),
    ),
  ),
  sdk: v.exactOptional(
    v.pipe(
      v.string(),
      v.nonEmpty('the environment script of an SDK'),
      v.description('The environment script of a Yocto or Buildroot SDK.'),
    ),
  ),
  linker: v.exactOptional(
    v.pipe(v.string(), v.nonEmpty('a program'), v.description("The linker, over ferry's choice.")),
  ),
  glibc: v.exactOptional(
    v.pipe(
      v.string(),
      v.regex(/^2\.\d{1,3}$/, 'a version of glibc looks like 2.31'),
      v.description('The program must start with this glibc and any later one.'),
    ),
  ),
  folder: v.exactOptional(
    v.pipe(v.string(), v.description('Folder on the board for what `ferry run` ships.')),
  ),
})

const schema = v.strictObject({
  board: v.exactOptional(
    v.pipe(v.record(name, board), v.description('Boards by name, for --on NAME.')),
  ),
  group: v.exactOptional(
    v.pipe(
      v.record(name, v.array(v.string())),
      v.description('Names for several boards at once: --on NAME means each of them.'),
    ),
  ),
  run: v.exactOptional(
    v.strictObject({
      env: v.exactOptional(
        v.pipe(
          v.record(v.string(), v.string()),
          v.description('Environment of the program on the board.'),
        ),
      ),
      files: v.exactOptional(
        v.pipe(
          v.array(v.string()),
          v.description(
            'Files and folders that come along, relative to the package: the program finds them in its working folder.',
          ),
        ),
      ),
    }),
  ),
  verify: v.exactOptional(
    v.strictObject({
      allow: v.exactOptional(
        v.pipe(
          v.array(
            v.strictObject({
              code: v.pipe(
                v.string(),
                v.regex(/^[a-z0-9]+\/[a-z0-9-]+$/, 'a code looks like elf/time64'),
              ),
              reason: v.pipe(v.string(), v.nonEmpty('say why it is allowed')),
            }),
          ),
          v.description('Codes of findings that are no reason to refuse, each with its reason.'),
        ),
      ),
    }),
  ),
})

type Read = v.InferOutput<typeof schema>
/** Keys of the types in config.ts that are not read here: none, else CONFIG_SCHEMA does not compile. */
type NotRead = [
  Exclude<keyof BoardConfig, keyof v.InferOutput<typeof board>>,
  Exclude<keyof ConfigPart, keyof Read>,
  Exclude<keyof RunConfig, keyof NonNullable<Read['run']>>,
  Exclude<keyof VerifyConfig, keyof NonNullable<Read['verify']>>,
]
type AllAreRead = NotRead extends [never, never, never, never] ? object : never

/** What one file of configuration may hold: `ferry.toml`, or `ferry.local.toml`. schema/config.schema.json is made from it. */
export const CONFIG_SCHEMA: v.GenericSchema<unknown, ConfigPart> =
  schema satisfies AllAreRead as v.GenericSchema<unknown, Read>
