const timeoutMs = 4_000

/** Throws unless the address answers with success; the body is not read. */
export async function assertAnswers(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) }).catch((cause: unknown) => {
    throw new Error(`${url} does not answer`, { cause })
  })
  await response.body?.cancel()
  if (!response.ok) throw new Error(`${url} answers ${response.status}`)
}
