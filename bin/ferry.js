#!/usr/bin/env node
import * as nodeModule from 'node:module'

// V8's compiled code is kept in ferry's own cache, which is the user's alone (Node's default is a folder in /tmp that
// everybody shares): a third of the start-up. Node 20 cannot do that and starts without.
const { HOME, LOCALAPPDATA, XDG_CACHE_HOME } = process.env
const cache = XDG_CACHE_HOME || LOCALAPPDATA || (HOME && `${HOME}/.cache`)
if (cache) nodeModule.enableCompileCache?.(`${cache}/ferry/compiled`)
await import('../dist/ferry.js')
