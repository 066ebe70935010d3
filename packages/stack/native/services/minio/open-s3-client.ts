import { S3Client } from '@aws-sdk/client-s3'
import type { S3Credentials } from '../../native-secrets.ts'
import type { ServiceContext } from '../../service.ts'

export interface S3Connection extends Disposable {
  readonly client: S3Client
}

/** A client of this stack's S3 server. The caller disposes of it. */
export function openS3Client({ ports }: ServiceContext, credentials: S3Credentials): S3Connection {
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${ports.S3_PORT}`,
    region: 'us-east-1',
    credentials: { ...credentials },
    forcePathStyle: true,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 15_000, throwOnRequestTimeout: true },
    requestChecksumCalculation: 'WHEN_REQUIRED',
  })
  return { client, [Symbol.dispose]: () => client.destroy() }
}
