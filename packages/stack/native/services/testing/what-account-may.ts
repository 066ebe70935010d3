import { randomUUID } from 'node:crypto'
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutObjectAclCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import type { S3Credentials } from '../../native-secrets.ts'
import type { ServiceContext } from '../../service.ts'
import { bucketNames } from '../../stack-urls.ts'
import { openS3Client } from '../minio/open-s3-client.ts'

/** What an account is let do in the bucket of the backups, by name; everything is tried. */
export async function whatAccountMay(context: ServiceContext, credentials: S3Credentials): Promise<string[]> {
  using owner = openS3Client(context, context.secrets.s3Operator)
  using account = openS3Client(context, credentials)
  const { client } = account
  const Bucket = bucketNames.backups
  const at = (Key: string) => ({ Bucket, Key })
  const [own, backup, other] = [at(`attestations/0x1/${randomUUID()}.json`), at(randomUUID()), at(randomUUID())]
  await owner.client.send(new PutObjectCommand({ ...backup, Body: 'a backup' }))
  const add = { Body: 'a copy', IfNoneMatch: '*' } as const
  const tries: Record<string, () => Promise<unknown>> = {
    'add an attestation': () => client.send(new PutObjectCommand({ ...own, ...add })),
    'ask whether conditions are kept': () =>
      client.send(new PutObjectCommand({ ...at('.aura-condition-probe'), Body: new Uint8Array(), IfNoneMatch: '*' })),
    'write over an attestation': () => client.send(new PutObjectCommand({ ...own, Body: 'another' })),
    'add anything else': () => client.send(new PutObjectCommand({ ...other, ...add })),
    'read what it added': () => client.send(new GetObjectCommand(own)),
    'look at what it added': () => client.send(new HeadObjectCommand(own)),
    'read a backup': () => client.send(new GetObjectCommand(backup)),
    'look at a backup': () => client.send(new HeadObjectCommand(backup)),
    'copy a backup to an attestation': () =>
      client.send(
        new CopyObjectCommand({ ...at(`attestations/${randomUUID()}`), CopySource: `${Bucket}/${backup.Key}` }),
      ),
    'list the objects': () => client.send(new ListObjectsV2Command({ Bucket, Prefix: 'attestations/' })),
    'list the versions': () => client.send(new ListObjectVersionsCommand({ Bucket })),
    'list the uploads': () => client.send(new ListMultipartUploadsCommand({ Bucket })),
    'say who may read what it added': () => client.send(new PutObjectAclCommand({ ...own, ACL: 'public-read' })),
    'see who may read what it added': () => client.send(new GetObjectAclCommand(own)),
    'say who may read a backup': () => client.send(new PutObjectAclCommand({ ...backup, ACL: 'public-read' })),
    'write over a backup': () => client.send(new PutObjectCommand({ ...backup, Body: 'another' })),
    'delete what it added': () => client.send(new DeleteObjectCommand(own)),
    'delete a backup': () => client.send(new DeleteObjectCommand(backup)),
    'delete many': async () => {
      const Delete = { Objects: [{ Key: own.Key }, { Key: backup.Key }] }
      const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket, Delete }))
      if (Errors.length === Delete.Objects.length) throw Object.assign(new Error('none'), { name: 'AccessDenied' })
    },
    // Last, for it would change everything.
    'change the policy': () =>
      client.send(new PutBucketPolicyCommand({ Bucket, Policy: '{"Version":"2012-10-17","Statement":[]}' })),
  }
  const allowed: string[] = []
  for (const [name, attempt] of Object.entries(tries)) if (await isAllowed(attempt)) allowed.push(name)
  return allowed
}

async function isAllowed(attempt: () => Promise<unknown>): Promise<boolean> {
  try {
    await attempt()
    return true
  } catch (error) {
    const { name, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } }
    if (name === 'AccessDenied' || $metadata?.httpStatusCode === 403) return false
    // It was let try: the object is there, or was deleted by an attempt before.
    if (/^(PreconditionFailed|NoSuchKey|NotFound)$/.test(name)) return true
    throw error
  }
}
