import { connectTo, makeTestWorld } from './real-world.ts'

/**
 * A program of its own that attaches a script, so that a test may kill it: `node run-attached.ts CONFIG SHARING SCRIPT [WAY]`;
 * WAY `pty`, or words with `session`: by the session that another request left behind.
 * Ends with the script's status, or 4 and the problem's code on stderr.
 */
const [config = '', sharing = '1', script = '', way = ''] = process.argv.slice(2)
const server = { destination: 'board', sshOptions: ['-F', config] }
const { world } = makeTestWorld((w) => connectTo(server as never, w), {
  FERRY_SSH_SHARING: sharing,
})
let remote = await world.connect('board')
try {
  if (way.includes('session')) {
    await remote.exec(':')
    remote = await world.connect('board')
    await remote.exec(':')
  }
  const ending = await remote.attach(script, { pty: way === 'pty' })
  process.exit(ending.kind === 'exit' ? ending.code : 99)
} catch (error) {
  process.stderr.write(String((error as { problem?: { code: string } }).problem?.code ?? error))
  process.exit(4)
}
