import type { CatalogueEntry, Names } from './catalogue-entry.ts'
import type { Fix } from './finding.ts'

type Codes =
  | 'elf/not-elf'
  | 'elf/damaged'
  | 'elf/not-executable'
  | 'elf/wrong-machine'
  | 'elf/wrong-class'
  | 'elf/wrong-endian'
  | 'elf/float-abi'
  | 'elf/cpu-too-new'
  | 'elf/cpu-feature'
  | 'elf/cp15-barrier'

/** What is wrong with the file itself or its machine code. */
export const codeCatalogue: { readonly [code in Codes]: CatalogueEntry<code> } = {
  'elf/not-elf': {
    title: 'Not an ELF file',
    message: ({ args, severity }, { theBoard }) =>
      severity === 'error'
        ? `It is no Linux program: it is ${args.looksLike}.`
        : severity === 'note'
          ? `It is no ELF file but ${args.looksLike}.`
          : `It is no ELF file but ${args.looksLike}, and it is not known whether ${theBoard} has that.`,
    fix: (_, names) =>
      rebuild(names, 'Build the program for the board and verify what cargo made:'),
  },
  'elf/damaged': {
    title: 'Damaged ELF file',
    message: ({ args, severity }) =>
      severity === 'error'
        ? `The file is damaged: ${args.problems.join('; ')}.`
        : severity === 'note'
          ? `The file was cut or changed where no start looks: ${args.problems.join('; ')}.`
          : `Part of the file could not be read, so some facts are missing: ${args.problems.join('; ')}.`,
    fix: (_, names) =>
      rebuild(names, 'Build or copy it again; a strip or a transfer may have cut it:'),
  },
  'elf/not-executable': {
    title: 'Not a program',
    message: ({ args }) => `It cannot be started: it is ${args.what}.`,
    fix: ({ args }, names) =>
      args.what.includes('microcontroller')
        ? rebuild(names, 'Build for the Linux target of the board:')
        : rebuild(names, 'Give the linked program, which cargo puts beside it:'),
  },
  'elf/wrong-machine': {
    title: 'Program for another kind of CPU',
    message: ({ args, need, got }, { theBoard }) =>
      args.known
        ? `The program is for ${need}, but ${theBoard} runs ${got}${args.why === undefined ? '' : `: ${args.why}`}.`
        : `The program is for ${need} and ${theBoard} runs ${got}: ${args.why ?? 'it is not known whether its kernel starts it'}.`,
    fix: (_, names) => rebuild(names),
  },
  'elf/wrong-class': {
    title: 'Program of another width',
    message: ({ args, need, got }, { theBoard }) =>
      args.known
        ? `The program is ${need}, but ${theBoard} runs ${got}.`
        : `The program is ${need} and ${theBoard} runs ${got}: it is not known whether its kernel starts 32-bit programs.`,
    fix: (_, names) => rebuild(names),
  },
  'elf/wrong-endian': {
    title: 'Program of the other byte order',
    message: ({ need, got }, { theBoard }) => `The program is ${need}, but ${theBoard} is ${got}.`,
    fix: (_, names) => rebuild(names),
  },
  'elf/float-abi': {
    title: 'Other float ABI than the board',
    message: ({ args, need, got }, { theBoard }) =>
      args.known
        ? `The program passes floats the ${need} way, but the libraries of ${theBoard} are ${got}.`
        : `The program is ${need}, and it is not known whether ${theBoard} is.`,
    fix: (_, names) => rebuild(names),
  },
  'elf/cpu-too-new': {
    title: 'Program for a newer CPU',
    message: ({ args, need, got }, { theBoard }) => {
      if (!args.known)
        return got === undefined || got === 'unknown' || need?.startsWith('ARM') !== true
          ? `The program needs ${need}, and it is not known whether ${theBoard} has it (${got}).`
          : `The program was compiled for ${need}, and ${theBoard} is ${got}: it is not known whether it has any of the newer instructions.`
      const cause = args.startFiles
        ? ' Debian’s and Ubuntu’s arm-linux-gnueabihf-gcc does that to every program it links, whatever -march says.'
        : ''
      return `The program needs ${need}, but ${theBoard} is ${got}${args.from === undefined ? '' : ` (${args.from})`}: it would die with “Illegal instruction”.${cause}`
    },
    fix: (_, names) =>
      rebuild(names, 'Build with ferry’s own linker, which takes the board’s start files:'),
  },
  'elf/cpu-feature': {
    title: 'Instructions that the board lacks',
    message: ({ args, severity, got }, { theBoard }) => {
      const what = args.features.join(', ')
      return severity === 'error'
        ? `The program needs ${what}, which ${theBoard} does not have (${got}): ${args.why}.`
        : `The program may use ${what}; ${theBoard} has ${got}, and ${args.why}.`
    },
    fix: ({ severity }, names) =>
      severity === 'error'
        ? rebuild(
            names,
            'Build for the board’s own CPU (look for target-cpu in RUSTFLAGS and .cargo/config.toml):',
          )
        : {
            text: 'Look at the instructions themselves:',
            command: ['ferry', 'verify', '--deep', '--on', names.board, names.file],
          },
  },
  'elf/cp15-barrier': {
    title: 'ARMv6 barriers on an ARMv8 core',
    message: (_, { theBoard }) =>
      `ARMv6 code uses barriers that the kernel of ${theBoard} must emulate: slow in threaded programs, and “Illegal instruction” where emulation is off.`,
    fix: (_, names) => rebuild(names, 'Build for ARMv7:'),
  },
}

function rebuild(names: Names, text = 'Build it for the board:'): Fix {
  return { text, command: ['ferry', 'build', '--on', names.board] }
}
