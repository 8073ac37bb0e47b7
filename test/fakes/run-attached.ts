import { connectTo, makeTestWorld } from './real-world.ts'

/**
 * A program of its own that attaches a script, so that a test may kill it: `node run-attached.ts CONFIG SHARING SCRIPT`.
 * Ends with the script's status, or 4 and the problem's code on stderr.
 */
const [config = '', sharing = '1', script = '', pty = ''] = process.argv.slice(2)
const server = { destination: 'board', sshOptions: ['-F', config] }
const { world } = makeTestWorld((w) => connectTo(server as never, w), {
  FERRY_SSH_SHARING: sharing,
})
const remote = await world.connect('board')
try {
  const ending = await remote.attach(script, { pty: pty === 'pty' })
  process.exit(ending.kind === 'exit' ? ending.code : 99)
} catch (error) {
  process.stderr.write(String((error as { problem?: { code: string } }).problem?.code ?? error))
  process.exit(4)
}
