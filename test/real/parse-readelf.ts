import { spawnSync } from 'node:child_process'

/** What GNU readelf says, in the same shape as `toComparable` gives ferry's facts. */
export interface Comparable {
  header: Record<string, string | number>
  segments: string[]
  sections: string[]
  interpreter: string
  needed: string[]
  soname: string
  search: string[]
  versionNeeds: string[]
  versionDefinitions: string[]
  imports: string[]
  buildId: string
  abiTag: string
  attributes: string[]
}

/** Runs readelf and reads its answer; undefined where it says that the file is no ELF. */
export function runReadelf(path: string): Comparable | undefined {
  const args = ['-hlSdVnAW', '--dyn-syms', path]
  const env = { ...process.env, LC_ALL: 'C' }
  const { stdout: text } = spawnSync('readelf', args, {
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return text.includes('ELF Header:') ? parseReadelf(text) : undefined
}

function parseReadelf(text: string): Comparable {
  const lines = text.split('\n')
  const one = (pattern: RegExp): string =>
    lines.map((l) => pattern.exec(l)?.[1]).find((v) => v !== undefined) ?? ''
  const all = (pattern: RegExp): string[] =>
    lines.flatMap((l) => {
      const found = pattern.exec(l)
      return found ? [found.slice(1).join(' ')] : []
    })
  const imports = all(/^ +\d+: [0-9a-f]+ +\S+ \S+ +\S+ +\S+ +(?:\[.*?\] +)?UND (\S+)/).map((name) =>
    name.replace(/@+/, '@'),
  )
  return {
    header: {
      class: one(/^ {2}Class: +(\S+)/),
      data: one(/^ {2}Data: +.*(little|big) endian/),
      type: one(/^ {2}Type: +(\S+)/),
      entry: one(/^ {2}Entry point address: +(\S+)/),
      flags: one(/^ {2}Flags: +(0x[0-9a-f]+)/),
      segments: Number(one(/^ {2}Number of program headers: +(\d+)/)),
      sections: Number(
        one(/^ {2}Number of section headers: +\d+ \((\d+)\)/) ||
          one(/^ {2}Number of section headers: +(\d+)/),
      ),
    },
    segments: all(
      /^ {2}\S+ +(0x[0-9a-f]{6,}) (0x[0-9a-f]{8,}) 0x[0-9a-f]{8,} (0x[0-9a-f]+) (0x[0-9a-f]+) (.{3}) (0x[0-9a-f]+|0)$/,
    ).map(normalise),
    sections: sectionLines(lines),
    interpreter: one(/\[Requesting program interpreter: (.*)\]/),
    needed: all(/\(NEEDED\) +Shared library: \[(.*)\]/),
    soname: one(/\(SONAME\) +Library soname: \[(.*)\]/),
    search: all(/\((?:RPATH|RUNPATH)\) +Library r\w*path: \[(.*)\]/),
    versionNeeds: versionNeeds(lines),
    versionDefinitions: all(
      /^ {2}(?:0x)?[0-9a-f]+: Rev: 1 {2}Flags: (?!BASE).*Index: \d+ +Cnt: \d+ +Name: (.*)$/,
    ),
    imports,
    buildId: one(/Build ID: ([0-9a-f]+)/),
    abiTag: one(/OS: Linux, ABI: (\S+)/),
    // .gnu.attributes of MIPS and PowerPC are not read: e_flags and .MIPS.abiflags say the same.
    attributes: all(/^ {2}Tag_(?!GNU_)(\S+): .*$/),
  }
}

/** Numbers without leading zeros, rights without gaps: `R E` → `RE`. */
function normalise(line: string): string {
  const [numbers = '', rights = '', align = ''] = line.split(/ (.{3}) (?=\S+$)/)
  const plain = (word: string): string => Number(word).toString(16)
  return [...numbers.split(' ').map(plain), rights.replaceAll(' ', ''), plain(align)].join(' ')
}

/** `[ 1] .interp PROGBITS addr off size …`; names may be empty or cut, so they are compared by place. */
function sectionLines(lines: readonly string[]): string[] {
  return lines.flatMap((line) => {
    const found =
      /^ {2}\[ *\d+\] (.{17}|\S+)\s+.*?\s([0-9a-f]{8,16}) ([0-9a-f]{6,}) ([0-9a-f]{6,}) [0-9a-f]{2}/.exec(
        line,
      )
    if (!found) return []
    const hex = (text: string | undefined): string => Number.parseInt(text ?? '0', 16).toString(16)
    return [`${hex(found[2])} ${hex(found[3])} ${hex(found[4])}`]
  })
}

function versionNeeds(lines: readonly string[]): string[] {
  const found: string[] = []
  let file = ''
  for (const line of lines) {
    file = /^ {2}(?:0x)?[0-9a-f]+: Version: 1 {2}File: (\S+)/.exec(line)?.[1] ?? file
    const need = /^ {2}(?:0x)?[0-9a-f]+: {3}Name: (\S+) {2}Flags: (.*?) {2}Version: (\d+)/.exec(
      line,
    )
    if (need) found.push(`${file} ${need[1] ?? ''} ${need[2] ?? ''} ${need[3] ?? ''}`)
  }
  return found
}
