import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { AuraError } from '@aura-sign/core'
import type { S3Credentials } from '../../native-secrets.ts'
import type { ServiceContext } from '../../service.ts'
import { writeServiceFile } from '../write-service-file.ts'
import { cephFiles } from './ceph-files.ts'
import { objectAccounts } from './object-accounts.ts'
import { runCeph } from './run-ceph.ts'

/** Gives the gateway its accounts; again only when their keys have changed. Throws `service_setup_failed`. */
export async function makeCephAccounts(context: ServiceContext): Promise<void> {
  const { accounts: path } = cephFiles(context)
  const accounts = objectAccounts(context.secrets)
  const fingerprint = createHash('sha256')
    .update(JSON.stringify(accounts.map(({ id, credentials }) => [id, credentials])))
    .digest('hex')
  if ((await readFile(path, 'utf8').catch(() => '')).trim() === fingerprint) return
  try {
    const [first, ...others] = accounts
    // The first one makes the pools, which the others would make at the same time.
    if (first) await makeAccount(context, first)
    await Promise.all(others.map((account) => makeAccount(context, account)))
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new AuraError('service_setup_failed', { service: 'minio', detail, directory: context.directory }, { cause })
  }
  await writeServiceFile(path, `${fingerprint}\n`, context.user)
}

/** As metadata on standard input, for "user create" takes the secret as a word that everybody can see. */
async function makeAccount(context: ServiceContext, { id, credentials }: { id: string; credentials: S3Credentials }) {
  const { accessKeyId, secretAccessKey } = credentials
  const data = {
    user_id: id,
    display_name: id,
    email: '',
    suspended: 0,
    max_buckets: 1000,
    subusers: [],
    keys: [{ user: id, access_key: accessKeyId, secret_key: secretAccessKey }],
    swift_keys: [],
    caps: [],
    op_mask: 'read, write, delete',
    type: 'rgw',
    mfa_ids: [],
  }
  await runCeph(context, 'radosgw-admin', ['metadata', 'put', `user:${id}`], { input: JSON.stringify({ data }) })
}
