import type { BoardFacts, Place } from '../board/board-facts.ts'

/** Where one version of a program goes for `run`: a folder of its own, named by its content. */
export interface VersionPlace {
  /** The place it lies on. */
  readonly place: Place
  /** Whole path of the program there. */
  readonly path: string
  /** Folder with one folder a version. */
  readonly versions: string
  /** Set where other users may write the place, too: ferry's folder there and this user's number. */
  readonly own?: { readonly folder: string; readonly uid: number }
}

/** ferry's own folder on one of the board's places. */
export interface FerryFolder {
  readonly place: Place
  readonly path: string
  /** Set where other users may write the place, too: the folder must belong to this user, by its number. */
  readonly own?: { readonly folder: string; readonly uid: number }
}

/**
 * Good places for what ferry puts on a board, best first: where this user may write and programs may be started, as the probe found them.
 * Private folders of the user come first; in those that others write (/tmp, /dev/shm) ferry's folder carries
 * the user's number and must belong to that user.
 */
export function planFerryFolders(facts: BoardFacts): readonly FerryFolder[] {
  const home = facts.user?.home
  return (facts.places ?? [])
    .filter((place) => place.writable === true && place.noexec !== true && place.readOnly !== true)
    .map((place) => {
      const isPrivate =
        home !== undefined && (place.path === home || place.path.startsWith(`${home}/`))
      const uid = facts.user?.uid
      const path = isPrivate
        ? `${place.path === home ? `${home}/.cache` : place.path}/ferry`
        : `${place.path === '/' ? '' : place.path}/ferry-${uid ?? 'user'}`
      const own = isPrivate || uid === undefined ? {} : { own: { folder: path, uid } }
      return { place, path, ...own }
    })
}

/** Where a program may go, best first: in ferry's folder, in one named by its content. */
export function planVersionPlaces(
  facts: BoardFacts,
  name: string,
  sha256: string,
): readonly VersionPlace[] {
  return planFerryFolders(facts).map(({ place, path, own }) => {
    const versions = `${path}/bin`
    return {
      place,
      path: `${versions}/${sha256.slice(0, 12)}/${name}`,
      versions,
      ...(own ? { own } : {}),
    }
  })
}

/** Why the other places will not do, each in words. */
export function whyNotPlaces(facts: BoardFacts): readonly string[] {
  return (facts.places ?? []).flatMap(({ path, writable, noexec, readOnly }) =>
    readOnly === true
      ? [`${path} is mounted read-only`]
      : writable !== true
        ? [`${path} belongs to somebody else`]
        : noexec === true
          ? [`${path} is mounted noexec`]
          : [],
  )
}
