import type { Context, Report } from './context.ts'

/** One JSON document for any number of boards: the first board's answer, the others' in `more`. */
export function answerForBoards(context: Context, answers: readonly Report[]): void {
  const [first, ...more] = answers
  if (first) context.answer(more.length === 0 ? first : { ...first, more }, () => '')
}
