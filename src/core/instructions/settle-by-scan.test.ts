import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Finding } from '../verdict/finding.ts'
import { settleByScan } from './settle-by-scan.ts'

/** `error tag`, `warning feature`, … of both sides → what stands in the end. */
function check(judged: string, found: string, whole: boolean, expected: string): void {
  test(`${judged || 'nothing'} beside ${found || 'nothing'}${whole ? ', all code seen' : ''}`, () => {
    const of = (text: string): readonly Finding[] =>
      text
        .split(', ')
        .filter((part) => part !== '')
        .map((part) => {
          const [severity, kind] = part.split(' ')
          const code = kind === 'tag' ? 'elf/cpu-too-new' : 'elf/cpu-feature'
          return { code, severity: severity as Finding['severity'], message: kind ?? '' }
        })
    const settled = settleByScan(of(judged), of(found), whole)
    const words = settled.map(
      ({ code, severity }) => `${severity} ${code === 'elf/cpu-too-new' ? 'tag' : 'feature'}`,
    )
    assert.equal(words.join(', '), expected)
  })
}

check('error tag', '', true, 'note tag')
check('error tag', '', false, 'warning tag')
check('error tag', 'warning feature', true, 'warning tag, warning feature')
check('error tag', 'error feature', true, 'error tag, error feature')
check('error tag', 'error feature', false, 'error tag, error feature')
check('warning feature', '', true, 'note feature')
check('warning feature', '', false, 'warning feature')
check('error feature', '', true, 'error feature')
check('', 'warning feature', true, 'warning feature')
