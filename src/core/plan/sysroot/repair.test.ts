import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { looksLikeLinkerScript, repairLinkerScript, toRelativeLink } from './repair.ts'

test('absolute paths in linker scripts become names', () => {
  assert.equal(
    repairLinkerScript(
      'GROUP ( /lib/arm-linux-gnueabihf/libc.so.6 /usr/lib/arm-linux-gnueabihf/libc_nonshared.a  AS_NEEDED ( /lib/ld-linux-armhf.so.3 ) )\n',
    ),
    'GROUP ( libc.so.6 libc_nonshared.a  AS_NEEDED ( ld-linux-armhf.so.3 ) )\n',
  )
  const untouched =
    '/* GNU ld script\n   Use the shared library */\nGROUP ( libgcc_s.so.1 -lgcc )\n'
  assert.equal(repairLinkerScript(untouched), untouched)
  assert.equal(repairLinkerScript('INPUT(/usr/lib64/libm.so.6)'), 'INPUT(libm.so.6)')
})

test('repairing twice changes nothing more', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('/', 'lib', 'usr', 'a', ' ', '(', ')', ',', '"', '\n') }),
      (text) => {
        const once = repairLinkerScript(text)
        assert.equal(repairLinkerScript(once), once)
      },
    ),
  )
})

test('scripts are told from libraries', () => {
  assert.ok(looksLikeLinkerScript('/* GNU ld script\n'))
  assert.ok(looksLikeLinkerScript('INPUT(-lncurses)\n'))
  assert.ok(!looksLikeLinkerScript('\u007fELF'))
  assert.ok(!looksLikeLinkerScript('!<arch>\n'))
})

test('links stay inside the sysroot', () => {
  assert.equal(
    toRelativeLink('usr/lib/arm-linux-gnueabihf/libm.so', '/lib/arm-linux-gnueabihf/libm.so.6'),
    '../../../lib/arm-linux-gnueabihf/libm.so.6',
  )
  assert.equal(toRelativeLink('lib', '/usr/lib'), 'usr/lib')
})
