import { randomUUID } from 'node:crypto'
import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'

/** A bucket of its own for one test file, on a real S3 server. */
export interface TestBucket extends AsyncDisposable {
  readonly bucket: string
  readonly endpoint: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** A plain client, for what a test does behind the store's back. */
  readonly client: S3Client
  /** The store's URL; with another endpoint when a proxy stands between. */
  url(options?: { prefix?: string; endpoint?: string }): string
  /** Damages one byte of an object, leaving its metadata. */
  flipByte(key: string, offset: number): Promise<void>
  /** Keys of uploads in parts that were neither completed nor aborted. */
  openUploads(): Promise<string[]>
  empty(): Promise<void>
}

const variables = ['AURA_TEST_S3_ENDPOINT', 'AURA_TEST_S3_ACCESS_KEY_ID', 'AURA_TEST_S3_SECRET_ACCESS_KEY'] as const
const region = 'us-east-1'
const pagesMax = 100

/** Makes a bucket on the server that the native test run started; disposing empties and deletes it. */
export async function startTestBucket(): Promise<TestBucket> {
  const [endpoint, accessKeyId, secretAccessKey] = variables.map((name) => process.env[name])
  if (!endpoint || !accessKeyId || !secretAccessKey) {
    throw new Error(
      `these tests need a real S3 server: run them with "./aura test --suite integration-native", which starts one, or set ${variables.join(', ')}`,
    )
  }
  const credentials = { accessKeyId, secretAccessKey }
  const client = new S3Client({
    endpoint,
    region,
    credentials,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  const bucket = `aura-test-${randomUUID()}`
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  const empty = () => emptyBucket(client, bucket)
  return {
    bucket,
    endpoint,
    credentials,
    client,
    url: (options = {}) => {
      const query = new URLSearchParams({ endpoint: options.endpoint ?? endpoint, region })
      return `s3://${bucket}${options.prefix ? `/${options.prefix}` : ''}?${query}`
    },
    flipByte: (key, offset) => flipByte(client, { Bucket: bucket, Key: key }, offset),
    openUploads: async () => {
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))
      return Uploads.map(({ Key = '' }) => Key)
    },
    empty,
    [Symbol.asyncDispose]: async () => {
      await empty()
      await client.send(new DeleteBucketCommand({ Bucket: bucket }))
      client.destroy()
    },
  }
}

async function emptyBucket(client: S3Client, bucket: string): Promise<void> {
  for (let page = 0; page < pagesMax; page += 1) {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }))
    if (Contents.length === 0) break
    const Objects = Contents.map(({ Key }) => ({ Key }))
    await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }))
  }
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))
  for (const { Key, UploadId } of Uploads) {
    await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }))
  }
}

async function flipByte(client: S3Client, at: { Bucket: string; Key: string }, offset: number): Promise<void> {
  const found = await client.send(new GetObjectCommand(at))
  const bytes = await found.Body?.transformToByteArray()
  if (!bytes) throw new Error(`${at.Key} has no bytes to damage`)
  bytes[offset] = (bytes[offset] ?? 0) ^ 1
  await client.send(new PutObjectCommand({ ...at, Body: bytes, Metadata: found.Metadata }))
}
