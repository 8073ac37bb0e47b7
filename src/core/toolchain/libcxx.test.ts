import assert from 'node:assert/strict'
import { test } from 'node:test'

import {
  chooseLibcxxSources,
  LIBCXX_ARCHIVES,
  mendLibcxxFile,
  placeLibcxxFile,
  planLibcxxFlags,
} from './libcxx.ts'

test('of the source archive, the three libraries alone are kept', () => {
  const place = (path: string, expected: string | undefined): void =>
    assert.equal(placeLibcxxFile(path), expected)
  place('emscripten-3.1.6/system/lib/libcxx/src/any.cpp', 'libcxx/src/any.cpp')
  place('emscripten-3.1.6/system/lib/libcxxabi/include/cxxabi.h', 'libcxxabi/include/cxxabi.h')
  place('emscripten-3.1.6/system/lib/libc/musl/src/x.c', undefined)
  place('emscripten-3.1.6/tests/x.cpp', undefined)
})

test('what is compiled is what Linux needs', () => {
  const chosen = chooseLibcxxSources([
    'libcxx/src/any.cpp',
    'libcxx/src/filesystem/int128_builtins.cpp',
    'libcxx/src/filesystem/operations.cpp',
    'libcxx/src/support/win32/thread_win32.cpp',
    'libcxx/include/any',
    'libcxxabi/src/cxa_exception.cpp',
    'libcxxabi/src/cxa_noexception.cpp',
    'libunwind/src/UnwindRegistersSave.S',
    'libunwind/src/Unwind-wasm.c',
    'libunwind/src/libunwind.cpp',
  ])
  assert.deepEqual(
    chosen.map(({ source, part }) => `${part} ${source}`),
    [
      'cxx libcxx/src/any.cpp',
      'cxx libcxx/src/filesystem/operations.cpp',
      'abi libcxxabi/src/cxa_exception.cpp',
      'unwind-c libunwind/src/UnwindRegistersSave.S',
      'unwind libunwind/src/libunwind.cpp',
    ],
  )
  assert.ok(planLibcxxFlags('cxx', '/w').includes('-I/w/libcxx/src'))
  assert.ok(planLibcxxFlags('unwind', '/w').includes('-fno-exceptions'))
})

test('the personality is that of machines, not of WebAssembly', () => {
  const text = '#include "unwind.h"\n#define __USING_SJLJ_OR_WASM_EXCEPTIONS__ (A || B)\nint x;\n'
  const mended = mendLibcxxFile('libcxxabi/src/cxa_personality.cpp', text)
  assert.equal(mended, '#include "unwind.h"\n\nint x;\n')
  assert.match(mendLibcxxFile('libcxx/include/__config_site', '// empty'), /MUSL_LIBC/)
})

test('the archive that tells that all is there is the last', () => {
  assert.equal(Object.keys(LIBCXX_ARCHIVES).at(-1), 'libstdc++.a')
})
