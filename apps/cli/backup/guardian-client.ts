import { AuraError, catalogue, type ErrorCode, type ErrorParameters } from '@aura-sign/core'
import { type BackupProgress, type BackupSummary, backupSummarySchema } from '@aura-sign/recovery'
import { z } from 'zod'
import type { GuardianAddress } from '../stack-in-use/guardian-address.ts'
import { readLines } from './read-lines.ts'

const connectTimeoutMs = 10_000
// A dump sends nothing while Postgres writes it.
const silenceTimeoutMs = 10 * 60_000

const backupEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    step: z.enum(['describe', 'dump', 'verify', 'commit']),
    bytes: z.number(),
    totalBytes: z.number().optional(),
  }),
  z.object({ type: z.literal('done'), backup: backupSummarySchema }),
  z.object({ type: z.literal('error'), problem: z.unknown() }),
])

const problemSchema = z.object({
  code: z.string(),
  title: z.string(),
  parameters: z.record(z.string(), z.union([z.string(), z.number()])),
})

/** How a backup is to be written, where that is not left to the guardian. */
export interface AskedFormat {
  format?: 'gz' | 'zst'
  recipients?: readonly string[]
}

/** Has the guardian of a running stack make a backup: it alone may read the embedded database. */
export async function requestBackup(
  guardian: GuardianAddress,
  options: { asked?: AskedFormat; onProgress: (progress: BackupProgress) => void; silenceTimeoutMs?: number },
): Promise<BackupSummary> {
  const silence = new AbortController()
  const silentAfter = (ms: number) =>
    setTimeout(() => silence.abort(new Error(`it has said nothing for ${ms / 1000} s`)), ms)
  let timer = silentAfter(connectTimeoutMs)
  try {
    const path = `/backups${queryOf(options.asked)}`
    const response = await request(guardian, { method: 'POST', path, signal: silence.signal })
    clearTimeout(timer)
    timer = silentAfter(options.silenceTimeoutMs ?? silenceTimeoutMs)
    for await (const line of readLines(response)) {
      clearTimeout(timer)
      timer = silentAfter(options.silenceTimeoutMs ?? silenceTimeoutMs)
      const event = backupEventSchema.parse(JSON.parse(line))
      if (event.type === 'done') return event.backup
      if (event.type === 'error') throw errorOf(event.problem)
      const { step, bytes, totalBytes } = event
      options.onProgress({ step, bytes, ...(totalBytes !== undefined && { totalBytes }) })
    }
    throw new Error('it closed the connection before the backup was complete')
  } catch (cause) {
    if (cause instanceof AuraError) throw cause
    // A cut connection, silence, or an answer of another version.
    throw unreachable(silence.signal.aborted ? silence.signal.reason : cause)
  } finally {
    clearTimeout(timer)
  }
}

function queryOf({ format, recipients = [] }: AskedFormat = {}): string {
  const query = new URLSearchParams(recipients.map((recipient) => ['recipient', recipient]))
  if (format !== undefined) query.set('format', format)
  return query.size === 0 ? '' : `?${query}`
}

/** The backups in the store that the guardian writes to. */
export async function requestBackupList(guardian: GuardianAddress): Promise<BackupSummary[]> {
  const signal = AbortSignal.timeout(connectTimeoutMs)
  const response = await request(guardian, { method: 'GET', path: '/backups', signal })
  return z.array(backupSummarySchema).parse(await response.json())
}

async function request(
  guardian: GuardianAddress,
  options: { method: 'GET' | 'POST'; path: string; signal: AbortSignal },
): Promise<Response> {
  const { method, path, signal } = options
  const headers = { authorization: `Bearer ${guardian.controlToken}` }
  const response = await fetch(`${guardian.controlUrl}${path}`, { method, headers, signal }).catch((cause: unknown) => {
    throw unreachable(signal.aborted ? signal.reason : cause)
  })
  if (response.ok) return response
  throw errorOf(await response.json().catch(() => null))
}

function unreachable(cause: unknown): AuraError {
  const detail = cause instanceof Error ? cause.message : String(cause)
  return new AuraError('guardian_unreachable', { detail }, { cause })
}

/** The error that the guardian reported, as if it had happened here. */
function errorOf(body: unknown): AuraError {
  const problem = problemSchema.safeParse(body)
  if (!problem.success) return new AuraError('guardian_unreachable', { detail: 'its answer makes no sense' })
  const { code, title, parameters } = problem.data
  if (!isErrorCode(code)) return new AuraError('guardian_unreachable', { detail: title })
  return new AuraError<ErrorCode>(code, parameters as ErrorParameters<ErrorCode>)
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(catalogue, code)
}
