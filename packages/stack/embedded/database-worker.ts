import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { DatabaseService } from './database-service.ts'
import { Engine } from './engine.ts'
import { pgliteOptions } from './pglite-options.ts'
import { createScramVerifier } from './wire/scram.ts'
import { WireServer } from './wire-server.ts'
import type { DatabaseWorkerData, WorkerFailure, WorkerReply, WorkerRequest } from './worker-protocol.ts'

const options: DatabaseWorkerData = workerData
const logTail: string[] = []

await serve()

/** Opens the data directory, listens, and answers the main thread until it asks to close. */
async function serve(): Promise<void> {
  const engine = await openEngine()
  if (!engine) return
  const server = new WireServer(engine, {
    admission: { role: options.role, database: options.database, verifier: createScramVerifier(options.password) },
    idleInTransactionMs: options.idleInTransactionMs,
    onCrash: (cause) => fail('embedded_database_failed', describe(cause)),
  })
  try {
    const port = await server.listen(options.port)
    const service = new DatabaseService(engine, server, post)
    parentPort?.on('message', (request: WorkerRequest) => service.receive(request))
    post({ type: 'ready', port })
  } catch (cause) {
    await engine.close()
    fail('port_in_use', describe(cause))
  }
}

async function openEngine(): Promise<Engine | undefined> {
  try {
    const pglite = await PGlite.create({
      ...pgliteOptions(keepLog),
      dataDir: options.directory,
      database: options.database,
    })
    return new Engine(pglite, (cause) => fail('embedded_database_failed', describe(cause)))
  } catch (cause) {
    const detail = lastComplaint() ?? describe(cause)
    const unwritable = /permission denied|read-only file system/i.test(detail)
    fail(unwritable ? 'data_directory_unwritable' : 'data_directory_corrupt', detail)
    return undefined
  }
}

function fail(code: WorkerFailure['code'], detail: string): void {
  post({ type: 'failed', failure: { code, detail } })
}

function post(reply: WorkerReply, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(reply, transfer)
}

function keepLog(line: string): void {
  logTail.push(line)
  if (logTail.length > 50) logTail.shift()
}

/** What Postgres itself gave as the reason, without its time and process id. */
function lastComplaint(): string | undefined {
  const complaint = /\b(?:PANIC|FATAL|ERROR):\s+(.*)/
  return complaint.exec(logTail.findLast((line) => complaint.test(line)) ?? '')?.[1]
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
