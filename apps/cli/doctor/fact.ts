import { within } from '@aura-sign/core'
import { describeFailure } from '../wait/describe-failure.ts'

/** Something that was looked at, or why it could not be. */
export type Fact<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly reason: string }

/** Looks within a bound; never throws. */
export async function lookAt<T>(look: () => Promise<T>, options: { timeoutMs: number }): Promise<Fact<T>> {
  try {
    return { known: true, value: await within(look(), options.timeoutMs) }
  } catch (error) {
    return { known: false, reason: describeFailure(error) }
  }
}
