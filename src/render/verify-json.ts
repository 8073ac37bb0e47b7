import type { FileVerdict } from '../core/verdict/finding.ts'

/** The document of `ferry verify --format json`; its shape is schema/verify.schema.json. */
export interface VerifyJson {
  readonly schema: 'ferry.verify/1'
  readonly results: readonly FileVerdict[]
}

/** Fields in the order that the contract shows them. */
export function toVerifyJson(results: readonly FileVerdict[]): VerifyJson {
  return {
    schema: 'ferry.verify/1',
    results: results.map(({ file, board, verdict, findings }) => ({
      file,
      board,
      verdict,
      findings,
    })),
  }
}
