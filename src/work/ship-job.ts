import type { BoardFacts } from '../core/board/board-facts.ts'
import type { Tell } from '../core/event.ts'
import type { ShipPlace } from '../core/read/ship-check.ts'
import type { Remote } from '../ports/remote.ts'
import type { World } from '../ports/world.ts'
import type { Delta } from './make-delta.ts'
import type { Payload } from './payload.ts'

/** A file on its way. */
export interface ShipJob {
  readonly world: World
  readonly remote: Remote
  readonly facts: BoardFacts
  readonly payload: Payload
  readonly tell: Tell
  /** On the board. */
  readonly name: string
}

/** What the rest of the file, behind the first `resumed` bytes, is made of. undefined: nothing serves. */
export type DeltaFinder = (place: ShipPlace, resumed: number) => Promise<Delta | undefined>
