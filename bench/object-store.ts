import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type ObjectStore, openObjectStore } from '@aura-sign/object-store'
import { x } from 'tinyexec'
import { type Measurement, measureRounds } from './harness/measure-rounds.ts'
import { printReport, type ReportSection } from './harness/print-report.ts'
import { openS3Place, type S3Place } from './testing/open-s3-place.ts'

/**
 * Streams 256 MiB into and out of the S3 store, the file system store and, through `aws s3 cp`, the same server; and
 * counts small objects. The server is the one that OBJECT_STORE_URL names, as `eval "$(./aura config print --export)"` sets
 * it, or else one that this starts. `aws` pays for the start of its process, as a script that calls it does.
 */
const mebibyte = 2 ** 20
const largeMebibytes = 256
const largeRounds = 3
const smallBytes = 4_096
const block = randomBytes(mebibyte)

interface Mover {
  readonly name: string
  put(): Promise<unknown>
  get(): Promise<unknown>
}

const directory = await mkdtemp(join(tmpdir(), 'aura-bench-'))
const prefix = `bench-${randomUUID()}`
await using place = await openS3Place(process.env)
try {
  const filesystem = openObjectStore(pathToFileURL(join(directory, 'store')).href)
  await openObjectStore(pathToFileURL(directory).href).put('aws-copy', largeBody())
  const s3 = openObjectStore(place.url, place.credentials ? { credentials: place.credentials } : {})
  const movers = [moverOf('S3 store', s3), awsMover(place), moverOf('file system store', filesystem)]
  const small = [['S3 store', s3] as const, ['file system store', filesystem] as const]
  const sections: ReportSection[] = [
    { title: 'put, MiB', measurements: await measureLarge(movers, (mover) => mover.put()) },
    { title: 'get, MiB', measurements: await measureLarge(movers, (mover) => mover.get()) },
    {
      title: 'put of 4 KiB',
      measurements: await measureRounds(small.map(([name, store]) => ({ name, run: () => putSmall(store) }))),
    },
    {
      title: 'get of 4 KiB',
      measurements: await measureRounds(small.map(([name, store]) => ({ name, run: () => drain(store, smallKey) }))),
    },
  ]
  printReport({ name: 'Object stores', sections, targets: [] })
  await s3.deleteMany([largeKey(), `${prefix}/aws`, smallKey()])
} finally {
  await rm(directory, { recursive: true })
}

function largeKey(): string {
  return `${prefix}/large`
}

function smallKey(): string {
  return `${prefix}/small`
}

function putSmall(store: ObjectStore): Promise<unknown> {
  return store.put(smallKey(), block.subarray(0, smallBytes))
}

function moverOf(name: string, store: ObjectStore): Mover {
  return { name, put: () => store.put(largeKey(), largeBody()), get: () => drain(store, largeKey) }
}

async function* largeBody(): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < largeMebibytes; sent += 1) yield block
}

async function drain(store: ObjectStore, key: () => string): Promise<void> {
  const found = await store.get(key())
  if (!found) throw new Error(`${key()} is not there`)
  for await (const chunk of found.body) if (chunk.length === 0) throw new Error('an empty chunk')
}

/** Copies a file that lies ready, so that only the transfer counts. */
function awsMover({ url: text, credentials }: S3Place): Mover {
  const url = new URL(text)
  const target = `s3://${url.hostname}${url.pathname.replace(/\/$/, '')}/${prefix}/aws`
  const environment = {
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL: url.searchParams.get('endpoint') ?? undefined,
    AWS_DEFAULT_REGION: url.searchParams.get('region') ?? 'us-east-1',
    AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required',
    AWS_ACCESS_KEY_ID: credentials?.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials?.secretAccessKey,
  }
  const file = join(directory, 'aws-copy')
  const aws = async (from: string, to: string): Promise<void> => {
    const endpoint = environment.AWS_ENDPOINT_URL ? ['--endpoint-url', environment.AWS_ENDPOINT_URL] : []
    const words = ['s3', 'cp', '--only-show-errors', ...endpoint, from, to]
    await x('aws', words, { throwOnError: true, nodeOptions: { env: environment } })
  }
  return {
    name: 'aws s3 cp',
    put: () => aws(file, target),
    get: () => aws(target, file),
  }
}

async function measureLarge(
  movers: readonly Mover[],
  move: (mover: Mover) => Promise<unknown>,
): Promise<Measurement[]> {
  const rates = movers.map((): number[] => [])
  for (let round = 0; round < largeRounds; round += 1) {
    for (const [index, mover] of movers.entries()) {
      const start = performance.now()
      await move(mover)
      rates[index]?.push((largeMebibytes * 1_000) / (performance.now() - start))
    }
  }
  return movers.map(({ name }, index) => {
    const sorted = (rates[index] ?? []).toSorted((left, right) => left - right)
    const perSecond = sorted[largeRounds >> 1] ?? Number.NaN
    return { name, perSecond, slowest: sorted[0] ?? Number.NaN, fastest: sorted.at(-1) ?? Number.NaN }
  })
}
