import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'

/** The lines of a response's body as they arrive. */
export async function* readLines(response: Response): AsyncGenerator<string, void> {
  if (!response.body) return
  for await (const line of createInterface({
    input: Readable.fromWeb(response.body),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    if (line !== '') yield line
  }
}
