import assert from 'node:assert/strict'
import { test } from 'node:test'

import { parseCargoConfig, type CargoConfig } from '../read/cargo-config.ts'
import { leaveOutWritten } from './cargo-environment.ts'
import { planInitSettings, withoutTargetVariables } from './init-settings.ts'
import { findTargetAbi } from './linkers/target-abi.ts'

const target = 'aarch64-unknown-linux-gnu'
const abi = findTargetAbi(target)!
const variables = {
  CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER: '/c/rust-lld',
  CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER: 'ferry r',
  [`CC_${target}`]: '/c/cc',
}
const plan = (config: string): readonly string[] => {
  const { settings, kept } = planInitSettings({
    target,
    abi,
    environment: { variables, kept: [] },
    runner: ['ferry', 'r'],
    toolchain: { RUSTC: '/c/rustc', RUSTUP_TOOLCHAIN: 'nightly' },
    config: read(config),
    buildTarget: true,
  })
  return [
    ...settings.map(
      ({ table, key, value }) => `${table.join('.')} ${key}=${[value].flat().join(' ')}`,
    ),
    ...kept.map(({ name, value }) => `kept ${name}=${value}`),
  ]
}

function read(text: string): CargoConfig {
  const config = parseCargoConfig(text)
  assert.ok(config)
  return config
}

test('linker, runner, target, toolchain and the environment of build scripts are written', () => {
  assert.deepEqual(plan(''), [
    `build target=${target}`,
    'build rustc=/c/rustc',
    `target.${target} linker=/c/rust-lld`,
    `target.${target} runner=ferry r`,
    `env CC_${target}=/c/cc`,
  ])
})

test('a target and a runner of the user stay, by name and by cfg', () => {
  const mine = `[build]\ntarget = "riscv64gc-unknown-linux-gnu"\n[target.'cfg(target_arch = "aarch64")']\nrunner = "mine -x"\n`
  const lines = plan(mine)
  assert.ok(lines.includes('kept [build] target=riscv64gc-unknown-linux-gnu'))
  assert.ok(lines.some((line) => line.startsWith('kept [target.') && line.endsWith('=mine -x')))
  assert.ok(
    !lines.some((line) => line.startsWith('build target') || line.includes(' runner=ferry')),
  )
})

test('what cargo’s configuration says with the same value is not said again', () => {
  const left = (config: string, environment = {}): readonly string[] =>
    Object.keys(leaveOutWritten(variables, { target, config: read(config), environment }))
  const runner = 'CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER'
  const whole = `[target.${target}]\nlinker = "/c/rust-lld"\nrunner = ["ferry", "r"]\n[env]\nCC_${target} = "/c/cc"\n`
  assert.deepEqual(left(''), Object.keys(variables))
  assert.deepEqual(left(whole), [])
  assert.deepEqual(left(whole, { [runner]: 'other' }), [runner])
  assert.deepEqual(left(whole.replace('/c/cc', '/old/cc')), [`CC_${target}`])
})

test('the environment of the moment is not written into the file', () => {
  const { environment, dropped } = withoutTargetVariables(
    {
      PATH: '/bin',
      [`CC_${target}`]: 'x',
      CC_aarch64_unknown_linux_gnu: 'y',
      TARGET_CC: 'z',
      CC: 'k',
    },
    target,
  )
  assert.deepEqual(Object.keys(environment), ['PATH', 'CC'])
  assert.equal(dropped.length, 3)
})
