import { Encrypter } from 'age-encryption'

/** Encrypts a stream for age recipients (`age1…`): whoever makes the backup cannot read it. */
export async function* encrypt(
  bytes: AsyncIterable<Uint8Array>,
  recipients: readonly string[],
): AsyncGenerator<Uint8Array, void> {
  const encrypter = new Encrypter()
  for (const recipient of recipients) encrypter.addRecipient(recipient)
  yield* await encrypter.encrypt(ReadableStream.from(bytes))
}
