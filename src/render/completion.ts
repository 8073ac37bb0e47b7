/** What completion needs of a command. */
export interface CompletionCommand {
  readonly name: string
  readonly summary: string
  readonly subcommands: readonly string[]
  readonly options: readonly CompletionOption[]
}

export interface CompletionOption {
  readonly long: string
  readonly help: string
  readonly takesValue: boolean
  readonly choices: readonly string[]
}

/** The completion script of one shell, whole: nothing is asked of ferry while one types. `globals` may stand in front of the command. */
export function renderCompletion(
  shell: 'bash' | 'zsh' | 'fish' | 'powershell',
  commands: readonly CompletionCommand[],
  globals: readonly CompletionOption[],
): string {
  switch (shell) {
    case 'bash':
      return bash(commands, globals)
    case 'zsh':
      return zsh(commands, globals)
    case 'fish':
      return fish(commands, globals)
    case 'powershell':
      return powershell(commands)
  }
}

function wordsOf(command: CompletionCommand): string {
  return [...command.subcommands, ...command.options.map(({ long }) => `--${long}`)].join(' ')
}

/** Options whose value is the next word. */
function valued(options: readonly CompletionOption[]): readonly string[] {
  return options.filter(({ takesValue }) => takesValue).map(({ long }) => `--${long}`)
}

/** Options of all commands that take one of some words; of one name the first. */
function withChoices(commands: readonly CompletionCommand[]): readonly CompletionOption[] {
  const found = new Map<string, CompletionOption>()
  for (const option of commands.flatMap(({ options }) => options)) {
    if (option.choices.length > 0 && !found.has(option.long)) found.set(option.long, option)
  }
  return [...found.values()]
}

function bash(
  commands: readonly CompletionCommand[],
  globals: readonly CompletionOption[],
): string {
  const names = commands.map(({ name }) => name).join(' ')
  const cases = commands.map((command) => `    ${command.name}) words='${wordsOf(command)}' ;;`)
  const choices = withChoices(commands).map(
    ({ long, choices: words }) =>
      `    --${long}) COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$current")); return ;;`,
  )
  return `# bash completion of ferry
_ferry() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command= words= i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in ${valued(globals).join('|')}) ((i++)) ;; -*|ferry) ;; *) command=\${COMP_WORDS[i]}; break ;; esac
  done
  case $previous in
${choices.join('\n')}
    --manifest-path|--to) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  case $command in
    '') words='${names} ${globals.map(({ long }) => `--${long}`).join(' ')} --version' ;;
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

function zsh(commands: readonly CompletionCommand[], globals: readonly CompletionOption[]): string {
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
  const choices = globals
    .filter((option) => option.choices.length > 0)
    .map(({ long, choices: words }) => `      --${long}) compadd -- ${words.join(' ')} ;;`)
  return `#compdef ferry cargo-ferry
_ferry() {
  local -a commands
  commands=(
${list.join('\n')}
  )
  integer at=2
  while (( at < CURRENT )) && [[ $words[at] == -* ]]; do
    case $words[at] in ${valued(globals).join('|')}) (( at++ )) ;; esac
    (( at++ ))
  done
  if (( at > CURRENT )); then
    case $words[CURRENT-1] in
${choices.join('\n')}
      *) _files ;;
    esac
    return
  fi
  if (( at == CURRENT )); then
    if [[ $words[CURRENT] == -* ]]; then compadd -- ${globals.map(({ long }) => `--${long}`).join(' ')} --version
    else _describe command commands
    fi
    return
  fi
  shift $(( at - 1 )) words; (( CURRENT -= at - 1 ))
  case $words[1] in
${cases.join('\n')}
  esac
}
_ferry "$@"
`
}

function fish(
  commands: readonly CompletionCommand[],
  globals: readonly CompletionOption[],
): string {
  const lines = commands.flatMap((command) => [
    `complete -c ferry -n 'not __ferry_command >/dev/null' -f -a ${command.name} -d ${quoteFish(command.summary)}`,
    ...command.subcommands.map(
      (word) => `complete -c ferry -n '__ferry_is ${command.name}' -f -a ${word}`,
    ),
    ...command.options.map(
      (option) => `complete -c ferry -n '__ferry_is ${command.name}' ${toFish(option)}`,
    ),
  ])
  const before = globals.map(
    (option) => `complete -c ferry -n 'not __ferry_command >/dev/null' ${toFish(option)}`,
  )
  return `# fish completion of ferry
function __ferry_command
  set -l words (commandline -opc)
  set -e words[1]
  while set -q words[1]
    switch $words[1]
      case ${valued(globals).join(' ')}
        set -e words[1]
      case '-*'
      case '*'
        echo $words[1]
        return 0
    end
    set -e words[1]
  end
  return 1
end
function __ferry_is
  set -l command (__ferry_command)
  test "$command" = "$argv[1]"
end
${[...lines, ...before].join('\n')}
complete -c cargo-ferry -w ferry
`
}

function toFish({ long, help, takesValue, choices }: CompletionOption): string {
  const values = choices.length > 0 ? ` -f -a '${choices.join(' ')}'` : ''
  return `-l ${long}${takesValue ? ' -r' : ''}${values} -d ${quoteFish(help)}`
}

function quoteFish(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
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
