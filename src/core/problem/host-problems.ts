import { EXIT, ProblemError } from './problem.ts'

/** The folder for sockets is another user's, or no folder: nothing private can be put there. */
export function foreignRuntimeFolder(path: string): ProblemError {
  return new ProblemError({
    code: 'host/foreign-folder',
    title: `${path} is not yours`,
    why: 'ferry keeps the sockets of its connections there, and another user made it',
    fix: {
      text: 'name a folder of your own in XDG_RUNTIME_DIR, or have that one removed',
      command: ['ls', '-ld', path],
    },
    exit: EXIT.host,
  })
}
