import { randomUUID } from 'node:crypto'
import { bucketNames } from '@aura-sign/stack'
import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
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
  /** Lets another account put objects here, and nothing else; its credentials. */
  admitWriter(): Promise<TestBucket['credentials']>
  empty(): Promise<void>
}

const variables = ['AURA_TEST_S3_ENDPOINT', 'AURA_TEST_S3_ACCESS_KEY_ID', 'AURA_TEST_S3_SECRET_ACCESS_KEY'] as const
const region = 'us-east-1'
const pagesMax = 100

/** Makes a bucket on the server that the native test run started; disposing empties and deletes it. */
export async function startTestBucket(): Promise<TestBucket> {
  const { endpoint, credentials } = readServer()
  const client = openClient(endpoint, credentials)
  const bucket = `aura-test-${randomUUID()}`
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  const made = describeBucket({ bucket, endpoint, credentials, client, owner: client })
  return {
    ...made,
    [Symbol.asyncDispose]: async () => {
      await made.empty()
      await client.send(new DeleteBucketCommand({ Bucket: bucket }))
      client.destroy()
    },
  }
}

/**
 * The bucket that the native stack made for its objects or its backups, with the account that its processes use: one test file
 * at a time. Disposing empties it as its owner, who may do what that account may not.
 */
export function openStackBucket(name: 'objects' | 'backups'): TestBucket {
  const { endpoint, credentials: operator } = readServer()
  const credentials = readAccount(name)
  const bucket = bucketNames[name]
  const [client, owner] = [openClient(endpoint, credentials), openClient(endpoint, operator)]
  const opened = describeBucket({ bucket, endpoint, credentials, client, owner })
  return {
    ...opened,
    [Symbol.asyncDispose]: async () => {
      await opened.empty()
      for (const each of [client, owner]) each.destroy()
    },
  }
}

function readAccount(name: 'objects' | 'backups'): TestBucket['credentials'] {
  const account = `AURA_TEST_S3_${name.toUpperCase()}`
  const [accessKeyId, secretAccessKey] = ['ID', 'SECRET'].map((part) => process.env[`${account}_${part}`])
  if (!accessKeyId || !secretAccessKey) throw new Error(`${account}_ID and ${account}_SECRET are not set`)
  return { accessKeyId, secretAccessKey }
}

function readServer() {
  const [endpoint, accessKeyId, secretAccessKey] = variables.map((name) => process.env[name])
  if (!endpoint || !accessKeyId || !secretAccessKey) {
    throw new Error(
      `these tests need a real S3 server: run them with "./aura test --suite integration-native", which starts one, or set ${variables.join(', ')}`,
    )
  }
  return { endpoint, credentials: { accessKeyId, secretAccessKey } }
}

function openClient(endpoint: string, credentials: TestBucket['credentials']): S3Client {
  return new S3Client({
    endpoint,
    region,
    credentials,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
}

function describeBucket(
  parts: Pick<TestBucket, 'bucket' | 'endpoint' | 'credentials' | 'client'> & { owner: S3Client },
): Omit<TestBucket, typeof Symbol.asyncDispose> {
  const { owner, ...described } = parts
  const { bucket, endpoint, client } = described
  return {
    ...described,
    url: (options = {}) => {
      const query = new URLSearchParams({ endpoint: options.endpoint ?? endpoint, region })
      return `s3://${bucket}${options.prefix ? `/${options.prefix}` : ''}?${query}`
    },
    flipByte: (key, offset) => flipByte(client, { Bucket: bucket, Key: key }, offset),
    openUploads: async () => {
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))
      return Uploads.map(({ Key = '' }) => Key)
    },
    admitWriter: async () => {
      const who = { Principal: { AWS: ['arn:aws:iam:::user/aura-objects'] } }
      const [whole, within] = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`]
      const Statement = [
        // Owning the bucket alone does not let it read what another has written.
        {
          Effect: 'Allow',
          Principal: { AWS: ['arn:aws:iam:::user/aura-operator'] },
          Action: ['s3:*'],
          Resource: [whole, within],
        },
        { Effect: 'Allow', ...who, Action: ['s3:PutObject'], Resource: [within] },
        // Whoever wrote an object may read it on Ceph, but for this.
        { Effect: 'Deny', ...who, Action: ['s3:Get*', 's3:List*', 's3:Delete*'], Resource: [whole, within] },
      ]
      const Policy = JSON.stringify({ Version: '2012-10-17', Statement })
      await owner.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }))
      return readAccount('objects')
    },
    empty: () => emptyBucket(owner, bucket),
  }
}

async function emptyBucket(client: S3Client, bucket: string): Promise<void> {
  for (let page = 0; page < pagesMax; page += 1) {
    const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }))
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }))
    if (Objects.length === 0) break
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
