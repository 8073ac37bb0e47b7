import { nearestWord } from '../core/text/nearest.ts'
import type { World } from '../ports/world.ts'

/** The page of a problem's or finding's code. */
export interface CodePage {
  readonly code: string
  /** First heading, without the code. */
  readonly title: string
  /** Markdown, as it stands under docs/problems/. */
  readonly text: string
}

/** The page of `area/what`; undefined where there is none. */
export async function explainCode(
  world: Pick<World, 'files' | 'host'>,
  code: string,
): Promise<CodePage | undefined> {
  if (!isCode(code)) return undefined
  const text = await world.files.readText(`${pages(world)}/${code}.md`)
  if (text === undefined) return undefined
  const heading = text.split('\n')[0] ?? ''
  return {
    code,
    title: heading.replace(/^#\s*/, '').replace(`${code}:`, '').replace(code, '').trim(),
    text,
  }
}

/** Every code that has a page, sorted. */
export async function listCodes(world: Pick<World, 'files' | 'host'>): Promise<readonly string[]> {
  const areas = await world.files.list(pages(world))
  const lists = await Promise.all(
    areas
      .filter((area) => !area.includes('.'))
      .map(async (area) =>
        (await world.files.list(`${pages(world)}/${area}`))
          .filter((name) => name.endsWith('.md'))
          .map((name) => `${area}/${name.slice(0, -3)}`),
      ),
  )
  return lists.flat().toSorted()
}

/** The code that was probably meant. */
export async function nearestCode(
  world: Pick<World, 'files' | 'host'>,
  code: string,
): Promise<string | undefined> {
  return nearestWord(code, await listCodes(world))
}

/** `area/what`, and nothing that leaves the folder of pages. */
export function isCode(text: string): boolean {
  return /^[a-z0-9]+\/[a-z0-9][a-z0-9-]*$/.test(text)
}

function pages(world: Pick<World, 'host'>): string {
  return `${world.host.installation}/docs/problems`
}
