import assert from 'node:assert/strict'
import { test } from 'node:test'

import { planTestEnvironment } from './test-environment.ts'

test("what cargo and test frameworks say passes, with the board's paths; the host's own does not", () => {
  const env = {
    CARGO_MANIFEST_DIR: '/h/app',
    CARGO_PKG_NAME: 'app',
    CARGO_BIN_EXE_app: '/h/app/target/app',
    'CARGO_BIN_EXE_foo-bar': '/h/app/target/foo-bar',
    RUST_TEST_THREADS: '1',
    NEXTEST: '1',
    NEXTEST_RUN_ID: 'x',
    PATH: '/bin',
    HOME: '/h',
    CARGO_HOME: '/h/.cargo',
    CARGO_REGISTRIES_X_TOKEN: 'secret',
    LD_LIBRARY_PATH: '/h/lib',
    RUST_LOG: undefined,
  }
  assert.deepEqual(
    planTestEnvironment(env, (text) => text.replaceAll('/h/app', '/b')),
    {
      CARGO_MANIFEST_DIR: '/b',
      CARGO_PKG_NAME: 'app',
      CARGO_BIN_EXE_app: '/b/target/app',
      RUST_TEST_THREADS: '1',
      NEXTEST: '1',
      NEXTEST_RUN_ID: 'x',
    },
  )
})
