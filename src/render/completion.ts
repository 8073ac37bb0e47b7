/** What completion needs of a command. */
export interface CompletionCommand {
  readonly name: string
  readonly summary: string
  readonly subcommands: readonly string[]
  readonly options: readonly {
    readonly long: string
    readonly help: string
    readonly takesValue: boolean
    readonly choices: readonly string[]
  }[]
}

/** The completion script of one shell, whole: nothing is asked of ferry while one types. */
export function renderCompletion(
  shell: 'bash' | 'zsh' | 'fish' | 'powershell',
  commands: readonly CompletionCommand[],
): string {
  switch (shell) {
    case 'bash':
      return bash(commands)
    case 'zsh':
      return zsh(commands)
    case 'fish':
      return fish(commands)
    case 'powershell':
      return powershell(commands)
  }
}

function wordsOf(command: CompletionCommand): string {
  return [...command.subcommands, ...command.options.map(({ long }) => `--${long}`)].join(' ')
}

function bash(commands: readonly CompletionCommand[]): string {
  const names = commands.map(({ name }) => name).join(' ')
  const cases = commands.map((command) => `    ${command.name}) words='${wordsOf(command)}' ;;`)
  return `# bash completion of ferry
_ferry() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command= words= i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in -*|ferry) ;; *) command=\${COMP_WORDS[i]}; break ;; esac
  done
  case $previous in
    --format) COMPREPLY=($(compgen -W 'text json jsonl' -- "$current")); return ;;
    --color) COMPREPLY=($(compgen -W 'auto always never' -- "$current")); return ;;
    --manifest-path|--to) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  case $command in
    '') words='${names} --help --version' ;;
${cases.join('\n')}
  esac
  case $current in
    -*|'') ;;
    *) [ -z "$command" ] || COMPREPLY=($(compgen -f -- "$current")) ;;
  esac
  COMPREPLY+=($(compgen -W "$words" -- "$current"))
}
complete -o filenames -F _ferry ferry cargo-ferry
`
}

function zsh(commands: readonly CompletionCommand[]): string {
  const escape = (text: string): string =>
    text.replaceAll("'", `'\\''`).replaceAll(/[[\]:]/g, (c) => `\\${c}`)
  const list = commands.map(({ name, summary }) => `    '${name}:${escape(summary)}'`)
  const cases = commands.map((command) => {
    const options = command.options.map(
      ({ long, help, takesValue, choices }) =>
        `'*--${long}${takesValue ? '=' : ''}[${escape(help)}]${takesValue ? `:value:(${choices.join(' ')})` : ''}'`,
    )
    const words =
      command.subcommands.length > 0
        ? [`'1:what:(${command.subcommands.join(' ')})'`]
        : ["'*:file:_files'"]
    return `    ${command.name}) _arguments ${[...options, ...words].join(' ')} ;;`
  })
  return `#compdef ferry cargo-ferry
_ferry() {
  local -a commands
  commands=(
${list.join('\n')}
  )
  if (( CURRENT == 2 )); then _describe command commands; return; fi
  shift words; (( CURRENT-- ))
  case $words[1] in
${cases.join('\n')}
  esac
}
_ferry "$@"
`
}

function fish(commands: readonly CompletionCommand[]): string {
  const quote = (text: string): string =>
    `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  const lines = commands.flatMap((command) => [
    `complete -c ferry -n __fish_use_subcommand -f -a ${command.name} -d ${quote(command.summary)}`,
    ...command.subcommands.map(
      (word) => `complete -c ferry -n '__fish_seen_subcommand_from ${command.name}' -f -a ${word}`,
    ),
    ...command.options.map(
      ({ long, help, takesValue, choices }) =>
        `complete -c ferry -n '__fish_seen_subcommand_from ${command.name}' -l ${long}${takesValue ? ' -r' : ''}${choices.length > 0 ? ` -f -a '${choices.join(' ')}'` : ''} -d ${quote(help)}`,
    ),
  ])
  return `# fish completion of ferry\n${lines.join('\n')}\n`
}

function powershell(commands: readonly CompletionCommand[]): string {
  const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`
  const table = commands.map(
    (command) =>
      `  ${quote(command.name)} = @(${wordsOf(command).split(' ').map(quote).join(', ')})`,
  )
  return `# PowerShell completion of ferry
Register-ArgumentCompleter -Native -CommandName ferry, cargo-ferry -ScriptBlock {
  param($word, $ast, $position)
  $table = @{
${table.join('\n')}
  }
  $typed = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() } | Where-Object { $_ -notlike '-*' })
  $words = if ($typed.Count -gt 0 -and $table.ContainsKey($typed[0])) { $table[$typed[0]] } else { $table.Keys }
  $words | Where-Object { $_ -like "$word*" } | Sort-Object | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
`
}
