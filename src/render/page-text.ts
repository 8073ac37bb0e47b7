import { escapeControls } from '../core/text/escape-controls.ts'
import type { Paint } from './paint.ts'
import { wrapLines } from './wrap-lines.ts'

/** A Markdown page for a terminal: headings bold, code as it is, the rest as written. */
export function renderPage(markdown: string, paint: Paint): string {
  let fenced = false
  return markdown
    .split('\n')
    .flatMap((raw) => {
      const line = escapeControls(raw)
      if (line.startsWith('```')) {
        fenced = !fenced
        return []
      }
      if (fenced) return [`    ${paint('cyan', line)}`]
      const heading = /^#+\s+(.*)$/.exec(line)
      if (heading) return [paint('bold', heading[1] ?? '')]
      const plain = line.replace(/\*\*([^*]+)\*\*/g, (_, strong: string) => paint('bold', strong))
      return [wrapLines(plain.replace(/`([^`]+)`/g, (_, code: string) => paint('cyan', code)))]
    })
    .join('\n')
}
