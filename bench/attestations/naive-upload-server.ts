import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { evidenceKey } from '../../packages/identity/index.ts'
import { openBackupStoreFrom } from '../../packages/object-store/index.ts'

// The peer of the benchmark of uploads: a process whose handler holds a file in memory, as one does without streams. The same
// runtime, the same store, the same answer; no session, no database.

const { BACKUP_STORE_URL = '', BACKUP_STORE_ACCESS_KEY_ID, BACKUP_STORE_SECRET_ACCESS_KEY } = process.env
const store = openBackupStoreFrom({ BACKUP_STORE_URL, BACKUP_STORE_ACCESS_KEY_ID, BACKUP_STORE_SECRET_ACCESS_KEY })

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const file = Buffer.concat(chunks)
  const sha256 = createHash('sha256').update(file).digest('hex')
  await store.put(evidenceKey(sha256), file)
  response.writeHead(201).end(JSON.stringify({ sha256 }))
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object') process.stderr.write(`"listensOn":"http://127.0.0.1:${address?.port}"\n`)
})
