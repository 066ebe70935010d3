import { AuraError } from '@aura-sign/core'

/** Bytes of a dump as text; throws `backup_corrupt` where they are not UTF-8. */
export async function* decodeDump(
  bytes: AsyncIterable<Uint8Array>,
  options: { name: string },
): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (chunk?: Uint8Array) => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined })
    } catch (cause) {
      throw new AuraError('backup_corrupt', { name: options.name, detail: 'its text is not UTF-8' }, { cause })
    }
  }
  for await (const chunk of bytes) yield decode(chunk)
  yield decode()
}
