import type { Readable } from 'node:stream'

/**
 * What a sender sends, until it says nothing for `silenceMaxMs` while it is being read: then it is destroyed, and the read ends
 * with an error. Time in which nobody reads, as while a slow store takes what came before, is not the sender's.
 */
export async function* readUntilSilent(
  sender: Readable,
  { silenceMaxMs }: { silenceMaxMs: number },
): AsyncGenerator<Uint8Array, void, undefined> {
  const listen = () => setTimeout(() => sender.destroy(), silenceMaxMs)
  let timer = listen()
  try {
    for await (const chunk of sender) {
      clearTimeout(timer)
      yield chunk
      timer = listen()
    }
  } finally {
    clearTimeout(timer)
  }
}
