import { AuraError } from '@aura-sign/core'
import { Decrypter } from 'age-encryption'
import type { Manifest } from '../manifest.ts'

/** Decrypts an age file as it is read; throws `identity_missing` or `identity_wrong`, and what is damaged as any error. */
export async function* decrypt(
  bytes: AsyncIterable<Uint8Array>,
  options: {
    name: string
    encryption: NonNullable<Manifest['file']['encryption']>
    identities: readonly string[]
  },
): AsyncGenerator<Uint8Array, void> {
  const { name, encryption, identities } = options
  if (identities.length === 0) throw new AuraError('identity_missing', { name })
  const decrypter = new Decrypter()
  for (const identity of identities) decrypter.addIdentity(identity)
  const plain = await decrypter.decrypt(ReadableStream.from(bytes)).catch((cause: unknown) => {
    if (!(cause instanceof Error && cause.message.startsWith('no identity matched'))) throw cause
    throw new AuraError('identity_wrong', { name, recipients: encryption.recipients.join(', ') }, { cause })
  })
  yield* plain
}
