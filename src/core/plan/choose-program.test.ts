import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { parseCargoMetadata, type CargoMetadata } from '../read/cargo-metadata.ts'
import { parseCargoArguments } from './cargo-arguments.ts'
import { chooseProgram } from './choose-program.ts'

const target = (kind: string, name: string) => ({ kind: [kind], name })
const metadata = parseCargoMetadata(
  JSON.stringify({
    workspace_root: '/w',
    target_directory: '/w/target',
    workspace_members: [
      'path+file:///w/one#0.1.0',
      'path+file:///w/two#0.2.0',
      'path+file:///w/lib#0.1.0',
    ],
    workspace_default_members: ['path+file:///w/one#0.1.0'],
    packages: [
      {
        id: 'path+file:///w/one#0.1.0',
        name: 'one',
        version: '0.1.0',
        manifest_path: '/w/one/Cargo.toml',
        default_run: null,
        targets: [target('bin', 'one')],
        dependencies: [],
      },
      {
        id: 'path+file:///w/two#0.2.0',
        name: 'two',
        version: '0.2.0',
        manifest_path: '/w/two/Cargo.toml',
        default_run: 'server',
        targets: [target('bin', 'server'), target('bin', 'client'), target('example', 'demo')],
        dependencies: [],
      },
      {
        id: 'path+file:///w/lib#0.1.0',
        name: 'lib',
        version: '0.1.0',
        manifest_path: '/w/lib/Cargo.toml',
        default_run: null,
        targets: [target('lib', 'lib'), target('example', 'show')],
        dependencies: [{ name: 'cc' }],
      },
    ],
  }),
)!

function check(
  args: string,
  manifest: string,
  expected: string,
  data: CargoMetadata = metadata,
): void {
  const choice = chooseProgram(data, parseCargoArguments(args.split(' ').filter(Boolean)), manifest)
  const told =
    choice.kind === 'chosen'
      ? `${choice.packageName} ${choice.target} ${choice.name}`
      : choice.kind === 'several'
        ? `several ${choice.names.join(' ')}`
        : `none ${choice.what}${choice.meant === undefined ? '' : ` → ${choice.meant.join(' ')}`}`
  assert.equal(told, expected)
}

test('the program is the one that cargo run would run', () => {
  check('', '/w/Cargo.toml', 'one bin one')
  check('', '/w/two/Cargo.toml', 'two bin server')
  check('-p two', '/w/Cargo.toml', 'two bin server')
  check('-p two@0.2 --bin client', '/w/Cargo.toml', 'two bin client')
  check('--bin client', '/w/two/Cargo.toml', 'two bin client')
  check('--example demo', '/w/two/Cargo.toml', 'two example demo')
  check('-p t*', '/w/Cargo.toml', 'two bin server')
})

test('what cannot be told is said', () => {
  const withoutDefault = {
    ...metadata,
    packages: metadata.packages.map((pkg) => {
      const { defaultRun, ...rest } = pkg
      assert.ok(defaultRun === undefined || defaultRun === 'server')
      return rest
    }),
  }
  check('', '/w/two/Cargo.toml', 'several server client', withoutDefault)
  check('', '/w/lib/Cargo.toml', 'none the package lib has no program')
  check('--bin sever', '/w/two/Cargo.toml', 'none there is no program sever → --bin server')
  check('-p tow', '/w/Cargo.toml', 'none the workspace has no package tow → -p two')
})

test('no JSON makes the reader throw', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (value, text) => {
      parseCargoMetadata(text)
      parseCargoMetadata(JSON.stringify(value))
      const read = parseCargoMetadata(
        JSON.stringify({ workspace_root: text, packages: value, workspace_members: value }),
      )
      if (read) chooseProgram(read, parseCargoArguments(['-p', text]), text)
    }),
  )
})
