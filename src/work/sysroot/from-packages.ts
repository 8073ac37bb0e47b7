import { createHash } from 'node:crypto'
import { join } from 'node:path'

import type { BoardFacts } from '../../core/board/board-facts.ts'
import type { Tell } from '../../core/event.ts'
import type { TargetAbi } from '../../core/plan/linkers/target-abi.ts'
import type { Release } from '../../core/plan/sysroot/choose-release.ts'
import {
  basePackages,
  cxxPackages,
  gccMajor,
  isSysrootPath,
  neverInSysroot,
} from '../../core/plan/sysroot/sysroot-packages.ts'
import { formatSize } from '../../core/text/format-size.ts'
import type { PackageRequest } from '../../ports/packages.ts'
import type { World } from '../../ports/world.ts'
import { repairSysroot } from '../repair-sysroot.ts'
import type { Sysroot } from './sysroot-shape.ts'

export interface PackagesRequest {
  readonly abi: TargetAbi
  readonly board: BoardFacts
  /** True where C++ is compiled: adds libstdc++ and its headers. */
  readonly cxx?: boolean
  /** More packages by name, with whatever they depend on: `libasound2-dev`. */
  readonly packages?: readonly string[]
  /** Ask the mirror again instead of taking what was made before. */
  readonly refresh?: boolean
}

type PackagesWorld = Pick<World, 'host' | 'files' | 'packages' | 'clock'>

/**
 * The sysroot of a release's packages. What was made before is taken as it is, without a network; C++ is
 * added to the same folder; further packages make a sysroot of their own. Throws what `Packages` throws, `host/no-package` for a package by name that the release lacks.
 */
export async function sysrootFromPackages(
  world: PackagesWorld,
  request: PackagesRequest,
  release: Release,
  tell: Tell,
): Promise<Sysroot> {
  const { abi, board } = request
  const folder = join(world.host.cache, 'sysroots')
  const sources = release.origin === 'Debian' ? [] : (board.packageSources ?? [])
  const packages = [...new Set(request.packages)].toSorted()
  const name = [
    release.origin.toLowerCase(),
    release.suite,
    release.architecture,
    ...(abi.libc === 'musl' ? ['musl'] : []),
    ...(sources.length > 0 ? [hash(sources.join('\n'), 6)] : []),
    // What one project asks for is not found by another: a build would depend on what was built before.
    ...(packages.length > 0 ? ['with', hash(packages.join('\n'), 6)] : []),
  ].join('-')
  const recordFile = join(folder, `${name}.json`)
  const known = request.refresh ? undefined : await readRecord(world, recordFile)
  if (known && lacking(known, request).length === 0) return known

  return await world.files.locked(`${recordFile}.lock`, async () => {
    const made = request.refresh ? undefined : await readRecord(world, recordFile)
    const base = made ?? (await makeBase(world, request, release, { folder, name, sources }, tell))
    const whole = await addPackages(world, request, release, base, sources, tell)
    await world.files.write(recordFile, `${JSON.stringify(whole, undefined, 2)}\n`)
    return whole
  })
}

interface Place {
  readonly folder: string
  readonly name: string
  readonly sources: readonly string[]
}

async function makeBase(
  world: PackagesWorld,
  request: PackagesRequest,
  release: Release,
  place: Place,
  tell: Tell,
): Promise<Sysroot> {
  const started = world.clock.ticks()
  const step = `sysroot:${place.name}`
  tell({ kind: 'step', id: step, text: `Getting the sysroot: ${release.why}` })
  const ask = toRequest(request, release, place.sources)
  const gcc = await findGcc(world, ask, tell)
  const names = basePackages(request.abi, gcc)
  const fetched = await world.packages.obtain({ ...ask, names, dependencies: 'none' }, tell)
  // The folder's name is made of its content: another glibc is another sysroot, and cargo relinks.
  const path = join(
    place.folder,
    `${place.name}-${hash(fetched.map((p) => p.sha256).join('\n'), 12)}`,
  )
  const making = `${path}.making`
  await world.files.remove(making)
  const bytes = await world.packages.unpack(fetched, making, { keep: isSysrootPath })
  await repairSysroot(world.files, making)
  await world.files.remove(path)
  await world.files.rename(making, path)
  tell({
    kind: 'step-done',
    id: step,
    text: `${fetched.length} packages, ${formatSize(bytes)}`,
    ms: world.clock.ticks() - started,
  })
  const libc = fetched.find(({ name }) => name === 'libc6' || name === 'musl-dev')?.version ?? ''
  const { multiarch } = request.abi
  return {
    path,
    why: release.why,
    release,
    gccFolder: `usr/lib/gcc/${gnuTriple(request.abi)}/${gcc}`,
    libraryFolders: [`usr/lib/${multiarch}`, `lib/${multiarch}`, 'usr/lib', 'lib'],
    libc,
    packages: fetched.map(({ name, version }) => `${name}=${version}`),
  }
}

/** Debian's libgcc of every architecture lies under the glibc triple, for musl, too. */
function gnuTriple(abi: TargetAbi): string {
  return abi.gnuPrefix.replace('-musl', '-gnu')
}

/** The major version of the release's gcc, by its libgcc-s1. */
export async function findGcc(
  world: Pick<World, 'packages'>,
  ask: Omit<PackageRequest, 'dependencies'>,
  tell: Tell,
): Promise<string> {
  const set = await world.packages.resolve(
    { ...ask, names: ['libgcc-s1'], dependencies: 'none' },
    tell,
  )
  return gccMajor(set.packages[0]?.version ?? '') ?? '12'
}

/** Adds what the request wants and the sysroot lacks: C++, packages by name. */
async function addPackages(
  world: PackagesWorld,
  request: PackagesRequest,
  release: Release,
  base: Sysroot,
  sources: readonly string[],
  tell: Tell,
): Promise<Sysroot> {
  const names = lacking(base, request)
  if (names.length === 0) return base
  const started = world.clock.ticks()
  const step = `sysroot:${names.join(',')}`
  tell({ kind: 'step', id: step, text: `Adding ${names.join(', ')} to the sysroot` })
  const have = base.packages.map((name) => name.replace(/=.*$/, ''))
  const fetched = await world.packages.obtain(
    {
      ...toRequest(request, release, sources),
      names,
      dependencies: 'all',
      exclude: [...neverInSysroot, ...have].filter((name) => !names.includes(name)),
    },
    tell,
  )
  const bytes = await world.packages.unpack(fetched, base.path, { keep: isSysrootPath })
  await repairSysroot(world.files, base.path)
  tell({
    kind: 'step-done',
    id: step,
    text: `${fetched.length} packages, ${formatSize(bytes)}`,
    ms: world.clock.ticks() - started,
  })
  const added = fetched.map(({ name, version }) => `${name}=${version}`)
  return { ...base, packages: [...new Set([...base.packages, ...added])] }
}

function lacking(sysroot: Sysroot, request: PackagesRequest): readonly string[] {
  const gcc = sysroot.gccFolder.slice(sysroot.gccFolder.lastIndexOf('/') + 1)
  const wanted = [
    ...(request.cxx && request.abi.libc === 'glibc' ? cxxPackages(gcc) : []),
    ...(request.packages ?? []),
  ]
  return wanted.filter(
    (name) => !sysroot.packages.some((entry) => entry === name || entry.startsWith(`${name}=`)),
  )
}

function toRequest(
  request: PackagesRequest,
  release: Release,
  sources: readonly string[],
): Omit<PackageRequest, 'dependencies'> {
  return {
    suite: release.suite,
    architecture: release.architecture,
    names: [],
    origin: release.origin,
    ...(sources.length > 0 ? { sources } : {}),
    ...(request.refresh ? { refresh: true } : {}),
  }
}

/** A record whose folder is whole; undefined else. Anything unexpected in it counts as nothing. */
async function readRecord(world: PackagesWorld, file: string): Promise<Sysroot | undefined> {
  const text = await world.files.readText(file)
  if (text === undefined) return undefined
  let record: Partial<Sysroot>
  try {
    record = JSON.parse(text) as Partial<Sysroot>
  } catch {
    return undefined
  }
  const { path, gccFolder, packages, libraryFolders, release } = record
  if (!path || !gccFolder || !packages || !libraryFolders || !release) return undefined
  if (!(await world.files.stat(join(path, gccFolder, 'crtbegin.o')))) return undefined
  return { why: release.why, ...record } as Sysroot
}

function hash(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length)
}
