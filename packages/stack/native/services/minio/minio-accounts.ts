import { AuraError } from '@aura-sign/core'
import type { ServiceContext } from '../../service.ts'
import { runProgram } from '../run-program.ts'
import { bucketRights } from './bucket-rights.ts'
import type { ObjectServer } from './choose-server.ts'
import { objectAccounts } from './object-accounts.ts'

const timeoutMs = 30_000
const alias = 'aura'

/** Makes MinIO's accounts, each with the rights to its bucket, through MinIO's own client. Throws `service_setup_failed`. */
export async function settleMinioAccounts(
  context: ServiceContext,
  { client }: Extract<ObjectServer, { kind: 'minio' }>,
): Promise<void> {
  const { directory, ports, secrets, user } = context
  const { accessKeyId, secretAccessKey } = secrets.s3Operator
  const key = [accessKeyId, secretAccessKey].map(encodeURIComponent).join(':')
  const environment = { [`MC_HOST_${alias}`]: `http://${key}@127.0.0.1:${ports.S3_PORT}` }
  const run = (words: readonly string[], input = '') =>
    runProgram(client, ['--config-dir', `${directory}/mc`, ...words], {
      user,
      workingDirectory: directory,
      timeoutMs,
      input,
      environment,
    })
  try {
    for (const account of objectAccounts(secrets)) {
      if (account.bucket === null) continue
      const { id, credentials } = account
      const policy = { Version: '2012-10-17', Statement: bucketRights(account) }
      // Keys and rights go in through standard input: everybody can see a program's words.
      await run(['admin', 'user', 'add', alias], `${credentials.accessKeyId}\n${credentials.secretAccessKey}\n`)
      await run(['admin', 'policy', 'create', alias, id, '/dev/stdin'], JSON.stringify(policy))
      await run(['admin', 'policy', 'attach', alias, id, '--user', credentials.accessKeyId]).catch((error: Error) => {
        if (!/already (in effect|attached)/i.test(error.message)) throw error
      })
    }
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new AuraError('service_setup_failed', { service: 'minio', detail, directory }, { cause })
  }
}
