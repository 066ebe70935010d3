import type { S3Credentials } from '@aura-sign/object-store'
import { startNativeServices } from '../../packages/testkit/native-services.ts'
import { startTestBucket } from '../../packages/testkit/test-bucket.ts'

export interface S3Place extends AsyncDisposable {
  /** Of a bucket. */
  readonly url: string
  readonly credentials?: S3Credentials
}

/** The bucket that OBJECT_STORE_URL names, or else one on a server that is started here and ended on disposal. */
export async function openS3Place(environment: NodeJS.ProcessEnv): Promise<S3Place> {
  const { OBJECT_STORE_URL: url, OBJECT_STORE_ACCESS_KEY_ID, OBJECT_STORE_SECRET_ACCESS_KEY } = environment
  if (url?.startsWith('s3://')) {
    const [accessKeyId, secretAccessKey] = [OBJECT_STORE_ACCESS_KEY_ID, OBJECT_STORE_SECRET_ACCESS_KEY]
    const credentials = accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined
    return { url, ...(credentials && { credentials }), [Symbol.asyncDispose]: async () => undefined }
  }
  const services = await startNativeServices({ services: ['minio'] })
  try {
    const { endpoint, accessKeyId, secretAccessKey } = services.addresses.s3
    const names = { ENDPOINT: endpoint, ACCESS_KEY_ID: accessKeyId, SECRET_ACCESS_KEY: secretAccessKey }
    for (const [name, value] of Object.entries(names)) process.env[`AURA_TEST_S3_${name}`] = value
    const bucket = await startTestBucket()
    const close = async () => {
      await bucket[Symbol.asyncDispose]()
      await services.stop()
    }
    return { url: bucket.url(), credentials: bucket.credentials, [Symbol.asyncDispose]: close }
  } catch (error) {
    await services.stop()
    throw error
  }
}
