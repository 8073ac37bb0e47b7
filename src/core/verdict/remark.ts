/** What each code is told with. A rule makes these; the catalogue makes sentences of them. */
export interface RemarkArgs {
  'elf/not-elf': { readonly looksLike: string }
  'elf/damaged': { readonly problems: readonly string[] }
  'elf/not-executable': { readonly what: string }
  'elf/wrong-machine': { readonly known: boolean; readonly why?: string }
  'elf/wrong-class': { readonly known: boolean }
  'elf/wrong-endian': object
  'elf/float-abi': { readonly known: boolean }
  'elf/cpu-too-new': {
    readonly known: boolean
    readonly from?: string
    readonly startFiles?: boolean
  }
  'elf/cpu-feature': {
    readonly known: boolean
    readonly features: readonly string[]
    readonly why: string
  }
  'elf/cp15-barrier': object
  'elf/interpreter-missing': {
    readonly known: boolean
    readonly kind: string
    readonly boardLibc?: string
  }
  'elf/glibc-too-new': {
    readonly known: boolean
    readonly weak: boolean
    readonly library: string
    readonly why?: string
  }
  'elf/symbol-version-missing': {
    readonly known: boolean
    readonly library: string
    readonly version: string
  }
  'elf/symbol-missing': {
    /** Every library that the loader would search was read. */
    readonly known: boolean
    readonly when: 'start' | 'call'
    readonly searched: readonly string[]
    readonly count: number
  }
  'elf/library-missing': {
    readonly known: boolean
    readonly library: string
    readonly other?: string
    readonly searched: readonly string[]
  }
  'elf/page-size': { readonly known: boolean; readonly align: number; readonly why: string }
  'elf/kernel-too-old': { readonly certain: boolean }
  'elf/jemalloc-page-size': { readonly known: boolean; readonly lgPage: number }
  'elf/time64': { readonly libraries: readonly string[] }
  'elf/relr': { readonly known: boolean }
  'board/no-space': { readonly place?: string }
  'board/noexec': { readonly places: readonly string[] }
}

export type Code = keyof RemarkArgs

/** A finding without its sentences. */
export interface RemarkOf<code extends Code> {
  readonly code: code
  readonly severity: 'error' | 'warning' | 'note'
  readonly args: RemarkArgs[code]
  readonly need?: string
  readonly got?: string
  readonly guilty?: readonly string[]
}

export type Remark = { [code in Code]: RemarkOf<code> }[Code]
