import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { SiteClient } from '../apps/cli/site-client/site-client.ts'
import { spawnSite } from '../apps/demo-site/server/testing/spawn-site.ts'
import { evidenceSizeBytesMax } from '../packages/identity/index.ts'
import { migrate, openPool } from '../packages/postgres/index.ts'
import { resetPeak, residentMemory } from './attestations/resident-memory.ts'
import { spawnProgram } from './attestations/spawn-program.ts'
import { printCeilings } from './harness/print-ceilings.ts'
import { openPostgres } from './testing/open-postgres.ts'
import { openS3Place, type S3Place } from './testing/open-s3-place.ts'

// How much more memory than idle the site's process has while a file of 100 MiB comes in, on the S3 store and on the file system
// store; beside it a handler that holds the file. Run: node bench/evidence-upload.ts [--json]

const rounds = 5
const warmUps = 2
const mebibyte = 2 ** 20
const block = randomBytes(mebibyte)
let uploads = 0

interface Sender {
  readonly pid: number
  readonly origin: string
  readonly cookie: string
}

const folder = await mkdtemp(join(tmpdir(), 'aura-bench-'))
const loadBefore = loadavg()[0] ?? 0
try {
  await using postgres = await openPostgres()
  const sql = openPool({ url: postgres.url, applicationName: 'bench', connectionsMax: 1 })
  await migrate(sql, { url: postgres.url })
  await sql.end({ timeout: 1 })
  await using s3 = await openS3Place(process.env)
  const files: S3Place = {
    url: pathToFileURL(join(folder, 'objects')).href,
    [Symbol.asyncDispose]: async () => undefined,
  }
  const ceilings = []
  const peers: string[] = []
  for (const [name, place] of [['S3 store', s3] as const, ['file system store', files] as const]) {
    const ours = await measureSite(postgres.url, place)
    const peer = await measurePeer(place)
    const [mine, theirs] = [median(ours.above), median(peer.above)]
    ceilings.push({
      name: `${name}, above idle (${ours.idle.toFixed(0)} MiB)`,
      unit: 'MiB',
      max: 64,
      values: ours.above,
    })
    peers.push(
      `${name}, a handler that holds the file: ${theirs.toFixed(0)} MiB above idle, ${(theirs / mine).toFixed(1)}× ours`,
    )
  }
  printCeilings({ name: `Upload of 100 MiB, peak of resident memory (load ${loadBefore.toFixed(1)} before)`, ceilings })
  process.stderr.write(`${peers.join('\n')}\nload ${(loadavg()[0] ?? 0).toFixed(1)} after\n`)
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function measureSite(databaseUrl: string, { url, credentials }: S3Place) {
  await using site = spawnSite({
    ...{ DATABASE_URL: databaseUrl, OBJECT_STORE_URL: url, PORT: '0', NODE_ENV: 'production', LOG_LEVEL: 'info' },
    ...(credentials && {
      OBJECT_STORE_ACCESS_KEY_ID: credentials.accessKeyId,
      OBJECT_STORE_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    }),
  })
  const origin = await site.started
  const client = new SiteClient(origin)
  await client.signIn()
  return await measure({ pid: site.pid, origin, cookie: client.cookie ?? '' })
}

async function measurePeer({ url, credentials }: S3Place) {
  await using peer = await spawnProgram(new URL('./attestations/naive-upload-server.ts', import.meta.url), {
    BACKUP_STORE_URL: url,
    ...(credentials && {
      BACKUP_STORE_ACCESS_KEY_ID: credentials.accessKeyId,
      BACKUP_STORE_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    }),
  })
  return await measure({ pid: peer.pid, origin: peer.origin, cookie: '' })
}

/** Idle is after smaller uploads, so that code and connections which stay do not count; what each large one adds does. */
async function measure(sender: Sender): Promise<{ idle: number; above: number[] }> {
  for (let round = 0; round < warmUps; round += 1) await upload(sender, mebibyte)
  const idle = residentMemory(sender.pid).mebibytes
  const above: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    resetPeak(sender.pid)
    await upload(sender, evidenceSizeBytesMax)
    above.push(residentMemory(sender.pid).peakMebibytes - idle)
  }
  return { idle, above }
}

/** A file that nobody has sent before, as fast as it is taken. */
async function upload({ origin, cookie }: Sender, sizeBytes: number): Promise<void> {
  uploads += 1
  const first = Buffer.from(block)
  first.writeUInt32BE(uploads, 0)
  const hash = createHash('sha256')
  async function* body() {
    for (let sent = 0; sent < sizeBytes; sent += mebibyte) {
      const chunk = sent === 0 ? first : block
      hash.update(chunk)
      yield chunk
    }
  }
  const answer = await fetch(`${origin}/api/evidence`, {
    method: 'POST',
    body: ReadableStream.from(body()),
    headers: { cookie, origin, 'content-type': 'application/pdf', 'content-length': String(sizeBytes) },
    duplex: 'half',
  } as RequestInit)
  const { sha256 } = (await answer.json()) as { sha256?: string }
  if (sha256 !== hash.digest('hex')) throw new Error(`the upload was answered ${answer.status}`)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}
