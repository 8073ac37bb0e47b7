import type { Tell } from '../core/event.ts'
import type { CargoDisplay } from './building/run-cargo.ts'

/** Builds that several boards share: the first that asks has it done, the others wait for it. */
export interface SharedBuilds<value> {
  /** What is said while it is built belongs to no single board. */
  readonly tell: Tell
  readonly display: CargoDisplay
  /** The same promise for the same key, a failure as well. */
  once(key: string, work: () => Promise<value>): Promise<value>
}

/** For one command. `tell` and `display` are for all boards. */
export function makeSharedBuilds<value>(tell: Tell, display: CargoDisplay): SharedBuilds<value> {
  const known = new Map<string, Promise<value>>()
  return {
    tell,
    display,
    once: (key, work) => {
      const made = known.get(key) ?? work()
      known.set(key, made)
      return made
    },
  }
}
