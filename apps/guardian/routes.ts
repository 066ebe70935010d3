import type { ServerResponse } from 'node:http'
import { AuraError } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import {
  type BackupFormat,
  type BackupProgress,
  type BackupSummary,
  listBackups,
  summarizeBackup,
  summarizeManifest,
} from '@aura-sign/recovery'
import type { BackupRunner } from './backup-runner.ts'
import { type ControlHandler, problemOf } from './control-server.ts'
import type { HeartbeatState } from './heartbeat-loop.ts'
import { readBackupFormat } from './read-backup-format.ts'
import type { Scheduler } from './schedule/scheduler.ts'

/** One line of the answer to `POST /backups`; the last one is `done` or `error`. */
export type BackupEvent =
  | ({ type: 'progress' } & BackupProgress)
  | { type: 'done'; backup: BackupSummary }
  | { type: 'error'; problem: ReturnType<typeof problemOf> }

export function createRoutes(parts: {
  runner: BackupRunner
  store: ObjectStore
  heartbeat: Readonly<HeartbeatState>
  startedAt: Date
  schedule: Scheduler | null
}): Record<string, ControlHandler> {
  const { runner, store, heartbeat, startedAt, schedule } = parts
  return {
    'POST /backups': (request, response) => streamBackup(runner, { response, format: readBackupFormat(request.url) }),
    'GET /backups': async (_request, response) => sendJson(response, (await listBackups(store)).map(summarizeBackup)),
    'GET /status': async (_request, response) =>
      sendJson(response, {
        ...{ startedAt: startedAt.toISOString(), heartbeat, backup: runner.state, store: store.url },
        schedule: schedule && { active: schedule.active, tasks: schedule.tasks },
      }),
  }
}

/** The backup goes on when the client leaves: it asked for a backup, not for the lines. */
async function streamBackup(
  runner: BackupRunner,
  { response, format }: { response: ServerResponse; format: Partial<BackupFormat> },
): Promise<void> {
  const send = (event: BackupEvent) => {
    if (!response.writableEnded && !response.destroyed) response.write(`${JSON.stringify(event)}\n`)
  }
  // Only before the first byte can the status say it.
  if (runner.busy) throw new AuraError('backup_running')
  // At once: a busy database keeps the first line waiting, and the client has to know that its request is taken.
  response.writeHead(200, { 'content-type': 'application/x-ndjson' }).flushHeaders()
  try {
    const manifest = await runner.run(
      throttle((progress) => send({ type: 'progress', ...progress })),
      format,
    )
    send({ type: 'done', backup: summarizeManifest(manifest) })
  } catch (error) {
    const known = error instanceof AuraError ? error : new AuraError('internal_error', {}, { cause: error })
    send({ type: 'error', problem: problemOf(known) })
  }
  response.end()
}

const progressEveryMs = 100

/** Lets the first report of each step through and then one per interval: a chunk is not news. */
function throttle(report: (progress: BackupProgress) => void): (progress: BackupProgress) => void {
  let step = ''
  let reportedMs = 0
  return (progress) => {
    const nowMs = performance.now()
    if (progress.step === step && nowMs - reportedMs < progressEveryMs) return
    step = progress.step
    reportedMs = nowMs
    report(progress)
  }
}

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}
