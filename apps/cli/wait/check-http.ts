/** Asks for a page of a service that says whether it is ready; any answer but 2xx is a no, and so is another page. */
export async function checkHttp(url: string, options: { timeoutMs: number }): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(options.timeoutMs), redirect: 'error' })
  const body = await response.text()
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${body.slice(0, 200).replace(/\s+/g, ' ')}`)
}
