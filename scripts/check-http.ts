import { argv, exit, stderr } from 'node:process'

const timeoutMs = 4_000

await checkHttp(argv[2] ?? '')

/** The check of a container: exits with 0 when the URL answers 2xx, else says why and exits with 1. */
async function checkHttp(url: string): Promise<void> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' })
    await response.body?.cancel()
    if (response.ok) exit(0)
    stderr.write(`${url} answered ${response.status}\n`)
  } catch (error) {
    stderr.write(`${url} does not answer: ${error instanceof Error ? error.message : String(error)}\n`)
  }
  exit(1)
}
