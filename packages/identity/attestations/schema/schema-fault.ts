export type SchemaDataReason =
  | 'value_missing'
  | 'value_unexpected'
  | 'value_type'
  | 'value_out_of_range'
  | 'data_malformed'
  | 'data_too_short'
  | 'data_too_long'
  | 'data_not_canonical'

/** Why values do not fit a schema, or data does not. */
export interface SchemaDataRefusal {
  readonly ok: false
  readonly reason: SchemaDataReason
  /** Where: `items[2].name`, a field without a name by its position as `#1`; empty for the whole. */
  readonly field: string
  /** What is wrong, for people: `it is not an integer`. Never repeats the input. */
  readonly detail: string
}

/** Carries a refusal out of nested types; never leaves the functions of this folder. */
export class SchemaDataFault extends Error {
  readonly refusal: SchemaDataRefusal

  constructor(reason: SchemaDataReason, field: string, detail: string) {
    super(detail)
    this.refusal = { ok: false, reason, field, detail }
  }
}

/** Runs what may meet a fault and gives its refusal instead. */
export function refusedOr<Result>(run: () => Result): Result | SchemaDataRefusal {
  try {
    return run()
  } catch (error) {
    if (error instanceof SchemaDataFault) return error.refusal
    throw error
  }
}

export function pathOf(parent: string, name: string, index: number): string {
  const own = name === '' ? `#${index + 1}` : name
  return parent === '' ? own : `${parent}.${own}`
}
