import { describeFailure } from '../wait/describe-failure.ts'

/** Something that was looked at, or why it could not be. */
export type Fact<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly reason: string }

/** Looks within a bound; never throws. */
export async function lookAt<T>(look: () => Promise<T>, options: { timeoutMs: number }): Promise<Fact<T>> {
  const { promise: silence, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${options.timeoutMs / 1000} s`)), options.timeoutMs)
  try {
    return { known: true, value: await Promise.race([look(), silence]) }
  } catch (error) {
    return { known: false, reason: describeFailure(error) }
  } finally {
    clearTimeout(timer)
  }
}
