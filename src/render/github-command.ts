import { escapeControls } from '../core/text/escape-controls.ts'

/** A line of the log that GitHub shows beside the code and on the run's page. */
export interface Annotation {
  readonly level: 'error' | 'warning'
  readonly title: string
  readonly message: string
  /** Below the workspace, with `/`. */
  readonly file?: string
  /** From 1. */
  readonly line?: number
  readonly column?: number
}

/**
 * An annotation as the command line that the runner reads, with its line feed: `::error file=F,line=L,col=C,title=T::MESSAGE`.
 * Escaped as the runner undoes it (actions/runner, src/Runner.Common/ActionCommand.cs, TryParseV2): in the message `%`, CR and LF, in
 * properties `:` and `,` as well. The runner trims the properties and drops an empty one, so that blanks around a title are left out.
 */
export function renderAnnotation(annotation: Annotation): string {
  const { level, file, line, column, title, message } = annotation
  const properties = [
    ['file', file],
    ['line', line],
    ['col', column],
    ['title', title],
  ].flatMap(([name, value]) => {
    const text = escapeControls(String(value ?? '')).trim()
    return text === '' ? [] : [`${name}=${escapeProperty(text)}`]
  })
  const words = properties.length > 0 ? `${level} ${properties.join(',')}` : level
  return `::${words}::${escapeData(escapeControls(message))}\n`
}

/** The text of a message; `%` first, since the runner takes it last. */
export function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

/** The value of a property. */
export function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
