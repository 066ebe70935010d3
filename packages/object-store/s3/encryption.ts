import { AuraError } from '@aura-sign/core'
import type { S3Place } from './parse-s3-url.ts'
import { statusOf } from './to-store-error.ts'

/** What a request that makes an object asks for. */
export function encryptionInput({ encryption }: S3Place): {
  ServerSideEncryption?: 'AES256' | 'aws:kms'
  SSEKMSKeyId?: string
} {
  if (!encryption) return {}
  const { algorithm, kmsKeyId } = encryption
  return { ServerSideEncryption: algorithm, ...(kmsKeyId !== undefined && { SSEKMSKeyId: kmsKeyId }) }
}

/**
 * Throws `object_store_encryption_missing` unless the answer says that the server did what was asked. Silence is no consent: Ceph 16.2
 * takes `AES256` without a word and keeps the bytes as they are (measured).
 */
export function assertSaysEncrypted(
  place: S3Place,
  answer: { readonly ServerSideEncryption?: string | undefined },
): void {
  const { encryption } = place
  if (!encryption || answer.ServerSideEncryption === encryption.algorithm) return
  throw encryptionMissing(place, `it answered ${answer.ServerSideEncryption ?? 'nothing about it'}`)
}

/** Whether the server did not encrypt, or cannot do what was asked with encrypted objects (HTTP 501). */
export function isEncryptionMissing(place: S3Place, error: unknown): boolean {
  if (!place.encryption) return false
  return (error instanceof AuraError && error.code === 'object_store_encryption_missing') || statusOf(error) === 501
}

export function encryptionMissing(place: S3Place, detail: string, options: { cause?: unknown } = {}): AuraError {
  const algorithm = place.encryption?.algorithm ?? 'none'
  return new AuraError('object_store_encryption_missing', { store: place.url, algorithm, detail }, options)
}
