import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser'
import type { AST } from 'toml-eslint-parser'

/**
 * Where a key stands in TOML text: line and column from 1, of the deepest part of `path` that is there.
 * Loaded only when there is an issue to report. Undefined where the text cannot be read.
 */
export function locateKey(
  text: string,
  path: readonly string[],
): { line: number; column: number } | undefined {
  let program: AST.TOMLProgram
  try {
    program = parseTOML(text)
  } catch {
    return undefined
  }
  let best: { depth: number; line: number; column: number } | undefined
  const offer = (keys: readonly string[], node: AST.TOMLNode): void => {
    let depth = 0
    while (depth < keys.length && depth < path.length && keys[depth] === path[depth]) depth++
    // A dotted key may lead further than the path.
    const along = depth === keys.length || depth === path.length
    if (along && depth > (best?.depth ?? 0)) {
      best = { depth, line: node.loc.start.line, column: node.loc.start.column + 1 }
    }
  }
  const visit = (
    node: AST.TOMLContentNode | AST.TOMLTopLevelTable | AST.TOMLTable | AST.TOMLKeyValue,
    prefix: readonly string[],
  ): void => {
    if (node.type === 'TOMLTopLevelTable') for (const part of node.body) visit(part, [])
    else if (node.type === 'TOMLTable') {
      const keys = node.resolvedKey.map(String)
      offer(keys, node.key)
      for (const part of node.body) visit(part, keys)
    } else if (node.type === 'TOMLKeyValue') {
      const keys = [
        ...prefix,
        ...node.key.keys.map((key) => String(getStaticTOMLValue(key as never))),
      ]
      offer(keys, node.key)
      visit(node.value, keys)
    } else if (node.type === 'TOMLInlineTable') for (const part of node.body) visit(part, prefix)
    else if (node.type === 'TOMLArray')
      node.elements.forEach((element, index) => {
        offer([...prefix, String(index)], element)
        visit(element, [...prefix, String(index)])
      })
  }
  for (const part of program.body) visit(part, [])
  return best && { line: best.line, column: best.column }
}
