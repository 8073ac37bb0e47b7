import type { Config } from '../core/config/config.ts'
import type { Args } from './command.ts'

/** Codes that are no reason to refuse: of `--allow` and of ferry.toml. */
export function allowedCodes(args: Args, config: Config): readonly string[] {
  return [...(args.values['allow'] ?? []), ...(config.verify.allow ?? []).map(({ code }) => code)]
}
