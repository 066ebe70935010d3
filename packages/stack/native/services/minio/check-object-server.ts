import { AuraError } from '@aura-sign/core'
import { ListBucketsCommand } from '@aws-sdk/client-s3'
import type { ServiceContext } from '../../service.ts'
import { openS3Client } from './open-s3-client.ts'

/** A signed listing of the buckets. Throws `service_port_foreign` or `service_unwell`. */
export async function checkObjectServer(context: ServiceContext): Promise<void> {
  using connection = openS3Client(context, context.secrets.s3Operator)
  try {
    await connection.client.send(new ListBucketsCommand({}))
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : ''
    if (/^(InvalidAccessKeyId|SignatureDoesNotMatch|AccessDenied)$/.test(name)) {
      const parameters = { service: 'minio', port: context.ports.S3_PORT, variable: 'S3_PORT' } as const
      throw new AuraError('service_port_foreign', parameters, { cause })
    }
    const detail = cause instanceof Error ? `${name}: ${cause.message}` : String(cause)
    throw new AuraError('service_unwell', { service: 'minio', detail }, { cause })
  }
}
