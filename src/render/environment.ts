/** Variables in the syntax of a shell, one a line, to be evaluated there. */
export function renderEnvironment(
  variables: Readonly<Record<string, string>>,
  shell: 'sh' | 'fish' | 'powershell',
): string {
  return Object.entries(variables)
    .filter(([name]) => shell === 'powershell' || isShellName(name) || !hasTwin(name, variables))
    .map(([name, value]) => `${line(name, value, shell)}\n`)
    .join('')
}

/** `CC_armv7-unknown-…` can stand in an environment, but no POSIX shell can set it. */
function isShellName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
}

/** The same with underscores, which the build crates read, too. */
function hasTwin(name: string, variables: Readonly<Record<string, string>>): boolean {
  return Object.hasOwn(variables, name.replaceAll(/[-.]/g, '_'))
}

function line(name: string, value: string, shell: 'sh' | 'fish' | 'powershell'): string {
  switch (shell) {
    case 'sh':
      return isShellName(name)
        ? `export ${name}='${value.replaceAll("'", `'\\''`)}'`
        : `# ${name} cannot be set by sh`
    case 'fish':
      return isShellName(name)
        ? `set -gx ${name} '${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
        : `# ${name} cannot be set by fish`
    case 'powershell':
      return `[Environment]::SetEnvironmentVariable('${name}', '${value.replaceAll("'", "''")}')`
  }
}
