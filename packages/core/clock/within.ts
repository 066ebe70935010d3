/**
 * Settles as `work` does, or rejects after the bound, with `late` when that is given; `work` itself has bounds of its own and
 * is left to them.
 */
export async function within<T>(work: Promise<T>, timeoutMs: number, options: { late?: () => Error } = {}): Promise<T> {
  const { late: describe = () => new Error(`no answer within ${timeoutMs / 1000} s`) } = options
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(describe()), timeoutMs)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
