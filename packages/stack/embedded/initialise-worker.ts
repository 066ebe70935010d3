import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { pgliteOptions } from './pglite-options.ts'

/** Makes a new data directory with one role and one database, then ends: initdb's memory goes with this thread. */
const options: { directory: string; role: string; database: string } = workerData

const pglite = await PGlite.create({
  ...pgliteOptions(() => undefined),
  dataDir: options.directory,
  initDbStartParams: ['--username', options.role],
})
await pglite.exec(`CREATE DATABASE "${options.database.replaceAll('"', '""')}"`)
await pglite.close()
parentPort?.postMessage('done')
