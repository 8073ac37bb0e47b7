import { parseAst } from 'rolldown/parseAst'

/** A program that counts where it goes, and what it compares with. */
export interface CountedCode {
  /** The same code; each branch adds one to its place in `globalThis.ferryEdges`, a Uint32Array. */
  readonly code: string
  readonly edges: number
  /** Whole numbers that stand in the code: magic numbers, tags, limits. */
  readonly numbers: readonly number[]
  /** Short texts that stand in the code: names of sections, symbols, versions. */
  readonly texts: readonly string[]
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

/** Text put into the code; of several at one place those with the higher rank come first. */
interface Insertion {
  readonly at: number
  readonly rank: number
  readonly text: string
}

/**
 * JavaScript (a bundle without imports of its own) → the same with a counter on every way: functions, both sides of `if`, `?:`,
 * `&&`, `||`, `??`, bodies of loops, cases, default values. Which edges ran tells two inputs apart (AFL, technical whitepaper, 1).
 */
export function countEdges(source: string): CountedCode {
  const insertions: Insertion[] = []
  const numbers = new Set<number>()
  const texts = new Set<string>()
  let edges = 0
  let depth = 0
  const put = (at: number, rank: number, text: string): void =>
    void insertions.push({ at, rank, text })
  const counter = (): string => `ferryEdges[${edges++}]++`
  const expression = (node: Node | undefined): void => {
    if (!node) return
    // An inner one opens later and closes earlier.
    put(node.start, 1000 - depth, `(${counter()},`)
    put(node.end, 2000 + depth, ')')
  }
  const statement = (node: Node | undefined): void => {
    if (!node) return
    if (node.type === 'BlockStatement') return put(node.start + 1, 3000, `${counter()};`)
    put(node.start, 1000 - depth, `{${counter()};`)
    put(node.end, 2000 + depth, '}')
  }
  const visit = (node: Node): void => {
    depth++
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression': {
        const body = toNode(node['body'])
        if (body?.type === 'BlockStatement' || body?.type === 'FunctionBody') {
          put(body.start + 1, 3000, `${counter()};`)
        } else expression(body)
        break
      }
      case 'IfStatement': {
        statement(toNode(node['consequent']))
        const otherwise = toNode(node['alternate'])
        if (otherwise) statement(otherwise)
        else put(node.end, 2000 + depth, ` else ${counter()};`)
        break
      }
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        statement(toNode(node['body']))
        break
      case 'ConditionalExpression':
        expression(toNode(node['consequent']))
        expression(toNode(node['alternate']))
        break
      case 'LogicalExpression':
      case 'AssignmentPattern':
        expression(toNode(node['right']))
        break
      case 'SwitchCase': {
        const [first] = toNodes(node['consequent'])
        if (first) put(first.start, 3000, `${counter()};`)
        break
      }
      case 'CatchClause':
        statement(toNode(node['body']))
        break
      case 'Literal': {
        const { value } = node
        if (typeof value === 'number' && Number.isSafeInteger(value) && value > 255)
          numbers.add(value)
        if (typeof value === 'string' && /^[\x20-\x7e]{3,32}$/.test(value)) texts.add(value)
        break
      }
    }
    for (const [field, value] of Object.entries(node)) {
      if (field === 'type') continue
      for (const child of toNodes(value)) visit(child)
    }
    depth--
  }
  visit(parseAst(source) as unknown as Node)
  return {
    code: `const ferryEdges=globalThis.ferryEdges;${apply(source, insertions)}`,
    edges,
    numbers: [...numbers],
    texts: [...texts],
  }
}

function apply(source: string, insertions: readonly Insertion[]): string {
  // At one place: what closes (the innermost first), then what opens (the outermost first).
  const ordered = insertions.toSorted((a, b) => a.at - b.at || b.rank - a.rank)
  const parts: string[] = []
  let from = 0
  for (const { at, text } of ordered) {
    parts.push(source.slice(from, at), text)
    from = at
  }
  parts.push(source.slice(from))
  return parts.join('')
}

function toNodes(value: unknown): readonly Node[] {
  const list = Array.isArray(value) ? value : [value]
  return list.flatMap((item) => toNode(item) ?? [])
}

function toNode(value: unknown): Node | undefined {
  const isNode = typeof value === 'object' && value !== null && 'type' in value && 'start' in value
  return isNode ? (value as Node) : undefined
}
