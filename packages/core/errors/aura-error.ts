import { catalogue, type ErrorCode } from './catalogue.ts'
import type { CatalogueEntry, ExitCode } from './define.ts'

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never

type ParameterNames<Code extends ErrorCode> = Placeholders<
  (typeof catalogue)[Code]['message'] | (typeof catalogue)[Code]['hint']
>

/** The parameters that a code's message and hint mention. */
export type ErrorParameters<Code extends ErrorCode> = { readonly [Name in ParameterNames<Code>]: string | number }

type Arguments<Code extends ErrorCode> = [ParameterNames<Code>] extends [never]
  ? [parameters?: Record<string, never>, options?: { cause?: unknown }]
  : [parameters: ErrorParameters<Code>, options?: { cause?: unknown }]

/**
 * An operational failure that a person can meet. `message` says what happened, `hint` what to do next;
 * both are safe to show. What only the operator may see belongs in `cause`.
 */
export class AuraError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'AuraError'
  readonly code: Code
  readonly hint: string
  readonly status: number
  readonly exitCode: ExitCode
  readonly parameters: Readonly<Record<string, string | number>>

  constructor(code: Code, ...[parameters, options]: Arguments<Code>) {
    const entry: CatalogueEntry = catalogue[code]
    const values: Record<string, string | number> = parameters ?? {}
    super(fill(entry.message, values), options)
    this.code = code
    this.hint = fill(entry.hint, values)
    this.status = entry.status
    this.exitCode = entry.exitCode
    this.parameters = values
  }
}

function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder))
}
