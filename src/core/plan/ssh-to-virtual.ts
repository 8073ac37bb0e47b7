import type { Fix } from '../verdict/finding.ts'

/**
 * A fix that names a virtual board to ssh, as it can be typed: `ssh virtual:pi-2 df` →
 * `ssh -F CACHE/virtual/boards/pi-2/ssh_config virtual:pi-2 df`. `cache` is ferry's cache folder; others stay as they are.
 */
export function sshToVirtual(fix: Fix, cache: string): Fix {
  const [program, board = '', ...rest] = fix.command ?? []
  if (program !== 'ssh' || !board.startsWith('virtual:')) return fix
  const file = `${cache}/virtual/boards/${board.slice('virtual:'.length)}/ssh_config`
  return { ...fix, command: ['ssh', '-F', file, board, ...rest] }
}
