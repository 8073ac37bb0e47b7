import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { readSshFailure } from './ssh-failure.ts'

const peer = { destination: 'pi', hostname: 'raspberrypi.local', port: 2222, user: 'pi' }

function check(text: string, code: string, status: number | undefined = 255, begun = false): void {
  test(`${code}: ${text.split('\n')[0]}`, () => {
    const { problem } = readSshFailure({ peer, text, status, begun, during: 'the program ran' })
    assert.equal(problem.code, `ssh/${code}`)
    assert.ok(problem.why)
    assert.ok(problem.fix)
    assert.ok(problem.exit === 4 || problem.exit === 3)
  })
}

check('ssh: Could not resolve hostname pi: Name or service not known', 'name-not-found')
check('ssh: Could not resolve hostname pi: Temporary failure in name resolution', 'name-not-found')
check('ssh: connect to host 10.0.0.9 port 22: Connection refused', 'refused')
check('ssh: connect to host 10.0.0.9 port 22: Connection timed out', 'timeout')
check('ssh: connect to host 10.0.0.9 port 22: Operation timed out', 'timeout')
check('Connection timed out during banner exchange', 'timeout')
check('ssh: connect to host 10.0.0.9 port 22: No route to host', 'unreachable')
check('ssh: connect to host 10.0.0.9 port 22: Network is unreachable', 'unreachable')
check('pi@10.0.0.9: Permission denied (publickey,password).', 'permission-denied')
check('pi@10.0.0.9: Permission denied (publickey).\r', 'permission-denied')
check(
  'Received disconnect from 10.0.0.9 port 22:2: Too many authentication failures',
  'too-many-keys',
)
check(
  '@@@@@\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nOffending ED25519 key in /home/a/.ssh/known_hosts:3\nHost key verification failed.',
  'host-key-changed',
)
check(
  'No ED25519 host key is known for pi and you have requested strict checking.\nHost key verification failed.',
  'host-key-unknown',
)
check('Host key verification failed.', 'host-key-unknown')
check(
  'kex_exchange_identification: Connection closed by remote host\nConnection closed by 10.0.0.9 port 22',
  'closed',
)
check('kex_exchange_identification: read: Connection reset by peer', 'closed')
check('Connection closed by UNKNOWN port 65535', 'closed')
check(
  'Unable to negotiate with 10.0.0.9 port 22: no matching host key type found. Their offer: ssh-rsa,ssh-dss',
  'no-common-algorithm',
)
check(
  '/home/a/.ssh/config: line 3: Bad configuration option: foo\n/home/a/.ssh/config: terminating, 1 bad configuration options',
  'bad-config',
)
check('Bad owner or permissions on /home/a/.ssh/config', 'bad-config')
check('This account is currently not available.', 'no-shell', 1)
check('', 'failed')
check('', 'failed', undefined)
check('client_loop: send disconnect: Broken pipe', 'line-lost', 255, true)
check('Timeout, server 10.0.0.9 not responding.', 'line-lost', 255, true)
check('', 'line-lost', undefined, true)
// Said after the log-in alone: the line, also where the script was not heard yet.
check('Connection to 127.0.0.1 closed by remote host.\r\n', 'line-lost')
check('Welcome\nRead from remote host pi: Connection reset by peer', 'line-lost')
check('client_loop: send disconnect: Connection reset', 'line-lost')
check(
  'mux_client_request_session: read from master failed: Broken pipe\r\nFailed to connect to new control master\r\n',
  'line-lost',
)
for (const what of ['message authentication code incorrect', 'incorrect signature'])
  check(`ssh_dispatch_run_fatal: Connection to 10.0.0.9 port 22: ${what}\r\n`, 'damaged-line')
check(
  'kex_exchange_identification: banner line contains invalid characters\r\nbanner exchange: Connection to 10.0.0.9 port 22: invalid format\r\n',
  'damaged-line',
)
check('Timeout, server 10.0.0.9 not responding.', 'line-lost')

test('a jump host that is refused is told as refused', () => {
  const text =
    'ssh: connect to host jump port 22: Connection refused\nConnection closed by UNKNOWN port 65535'
  assert.equal(
    readSshFailure({ peer, text, status: 255, begun: false, during: '' }).problem.code,
    'ssh/refused',
  )
})

test('the key of another port is named as known_hosts names it', () => {
  const { problem } = readSshFailure({
    peer,
    text: 'REMOTE HOST IDENTIFICATION HAS CHANGED',
    status: 255,
    begun: false,
    during: '',
  })
  assert.deepEqual(problem.fix?.command, ['ssh-keygen', '-R', '[raspberrypi.local]:2222'])
})

test('whatever ssh prints becomes a problem with bounded output', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.option(fc.nat(300)),
      fc.boolean(),
      (text, status, begun) => {
        const { problem } = readSshFailure({
          peer,
          text: text.repeat(3),
          status: status ?? undefined,
          begun,
          during: 'x',
        })
        assert.match(problem.code, /^ssh\//)
        assert.ok((problem.output?.length ?? 0) <= 10)
      },
    ),
  )
})
