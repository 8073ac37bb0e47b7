import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'

import { quoteSh } from '../../src/core/text/quote-sh.ts'
import { hasSshServer, startSshServer } from '../fakes/ssh-server.ts'

const runner = join(import.meta.dirname, '../fakes/run-attached.ts')

interface Terminal {
  readonly screen: () => string
  readonly type: (text: string) => void
  /** Changes the window, as a terminal emulator does. */
  readonly resize: (rows: number, columns: number) => void
  readonly whenSays: (word: string) => Promise<void>
  readonly ended: Promise<number | null>
}

for (const kind of ['openssh', 'dropbear'] as const) {
  for (const sharing of ['1', '0']) {
    const title = `a terminal, ${kind}, sharing ${sharing}`
    describe(title, { skip: !hasSshServer(kind) && `${kind} is not installed` }, () => {
      const attached = async (
        script: string,
        use: (terminal: Terminal) => Promise<void>,
      ): Promise<void> => {
        const server = await startSshServer({ kind })
        const folder = mkdtempSync(join(tmpdir(), 'ferry-pty-'))
        const window = join(folder, 'window')
        // Beside the runner somebody waits who sets the size of its terminal when he is told one.
        const inner = [
          'stty rows 33 cols 101',
          `(while [ -d ${quoteSh(folder)} ]; do if [ -e ${quoteSh(window)} ]; then stty $(cat ${quoteSh(window)}) </dev/tty; rm ${quoteSh(window)}; fi; sleep 0.1; done) &`,
          `exec ${quoteSh(process.execPath)} ${quoteSh(runner)} ${quoteSh(server.config)} ${sharing} ${quoteSh(script)} pty`,
        ].join('\n')
        const child = spawn('script', ['-qec', inner, '/dev/null'], {
          stdio: ['pipe', 'pipe', 'inherit'],
        })
        let out = ''
        child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
        const ended = new Promise<number | null>((settle) => child.once('close', settle))
        try {
          await use({
            screen: () => out,
            type: (text) => void child.stdin.write(text),
            resize: (rows, columns) => {
              writeFileSync(`${window}.new`, `rows ${rows} cols ${columns}`)
              writeFileSync(window, `rows ${rows} cols ${columns}`)
            },
            whenSays: async (word) => {
              const until = performance.now() + 60_000
              while (!out.includes(word)) {
                assert.ok(performance.now() < until, `no ${word} in ${JSON.stringify(out)}`)
                await new Promise((settle) => setTimeout(settle, 20))
              }
            },
            ended,
          })
        } finally {
          child.kill('SIGKILL')
          rmSync(folder, { recursive: true })
          server.stop()
        }
      }

      test('the window has its size, and a change of it arrives', () =>
        attached(
          `exec sh -c 'stty size; trap "stty size; exit 7" WINCH; echo ready; while :; do sleep 0.1; done'`,
          async ({ screen, whenSays, resize, ended }) => {
            await whenSays('ready')
            assert.match(screen(), /33 101/)
            resize(44, 123)
            await whenSays('44 123')
            assert.equal(await ended, 7)
          },
        ))

      test('Ctrl-C reaches the program as often as it is typed', () =>
        attached(
          `exec sh -c 'n=0; trap "n=\\$((n+1)); echo caught \\$n" INT; echo ready; while [ $n -lt 2 ]; do sleep 0.1; done; exit 5'`,
          async ({ whenSays, type, ended }) => {
            await whenSays('ready')
            type('\x03')
            await whenSays('caught 1')
            type('\x03')
            await whenSays('caught 2')
            assert.equal(await ended, 5)
          },
        ))

      test('what does not listen is ended by Ctrl-backslash, as it would be here', () =>
        attached(
          `exec sh -c 'trap "" INT; echo ready; while :; do sleep 0.1; done'`,
          async ({ whenSays, type, ended }) => {
            await whenSays('ready')
            type('\x03\x03')
            type('\x1c')
            assert.equal(await ended, 131)
          },
        ))
    })
  }
}
