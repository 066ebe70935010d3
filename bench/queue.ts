import { loadavg } from 'node:os'
import type { Measurement } from './harness/measure-rounds.ts'
import { printCeilings } from './harness/print-ceilings.ts'
import { printReport, ratioTo } from './harness/print-report.ts'
import { bulkCallers, callers, enqueuers } from './queue/enqueue-many.ts'
import { measureLatency, measureRebuild, measureWhileWaiting } from './queue/measure-queue.ts'
import { measureWorkerMemory } from './queue/measure-worker-memory.ts'
import { inFlight, processors } from './queue/process-jobs.ts'
import { openQueueServices, type QueueServices } from './testing/open-queue-services.ts'

// The queue against BullMQ and pg-boss, and how it grows. Run: node bench/queue.ts [--json] [--quick]

const quick = process.argv.includes('--quick')
const rounds = quick ? 1 : 3
const processed = quick ? 5_000 : 20_000
const enqueued = quick ? 2_000 : 10_000
const pending = 100_000
const texts = 10_000
const growth = quick ? [1_000, 10_000] : [1_000, 10_000, 100_000, 1_000_000]

type Run = (services: QueueServices, count: number) => Promise<number>

await using services = await openQueueServices()
const loadBefore = loadavg()[0] ?? 0
const processing = await measure([
  { name: 'ours', run: processors.ours, count: processed },
  { name: 'BullMQ', run: processors.bullmq, count: processed },
  { name: 'pg-boss', run: processors.pgBoss, count: Math.min(processed, 2_000) },
  {
    name: 'pg-boss, bursting',
    run: (services, count) => processors.pgBoss(services, count, { bursts: true }),
    count: processed,
  },
])
// In one: `add` is what the bulk is compared with, too.
const [together, alone, add, bulk, addBulk] = await measure([
  { name: 'ours, a transaction of its own', run: enqueuers.together, count: enqueued },
  { name: 'ours, begin, insert, commit', run: enqueuers.ours, count: enqueued },
  { name: 'BullMQ add', run: enqueuers.bullmq, count: enqueued },
  { name: 'ours, 1,000 a statement', run: enqueuers.bulk, count: enqueued * 5 },
  { name: 'BullMQ addBulk', run: enqueuers.bullmqBulk, count: enqueued * 5 },
])
if (!together || !alone || !add || !bulk || !addBulk) throw new Error('every contender is measured')
const sections = [
  { title: `processing, ${inFlight} in flight`, measurements: processing },
  { title: `enqueueing, ${callers} callers`, measurements: [together, alone, add] },
  { title: `enqueueing in bulk, ${bulkCallers} callers`, measurements: [bulk, addBulk] },
]
printReport({
  name: `Queue (load ${loadBefore.toFixed(1)} before). ${services.durability}`,
  sections,
  targets: [
    { name: 'processing, to BullMQ', ratioMin: 1.5, ratio: ratioTo({ title: '', measurements: processing }, 'BullMQ') },
    { name: 'processing, to pg-boss', ratioMin: 3, ratio: ratioTo({ title: '', measurements: processing }, 'pg-boss') },
    { name: 'enqueueing, to BullMQ add', ratioMin: 0.5, ratio: together.perSecond / add.perSecond },
    {
      name: 'enqueueing between begin and commit, to BullMQ add',
      ratioMin: 0.5,
      ratio: alone.perSecond / add.perSecond,
    },
    { name: 'enqueueing in bulk, to BullMQ add', ratioMin: 5, ratio: bulk.perSecond / add.perSecond },
  ],
})

const latency = await measureLatency(services, quick ? 50 : 200)
const rebuilds: number[] = []
for (let round = 0; round < rounds; round += 1) rebuilds.push(await measureRebuild(services, pending))
const memory = await measureWorkerMemory(services, texts)
const grown: { waiting: number; perSecond: number; rebuildSeconds: number }[] = []
for (const waiting of growth) {
  grown.push({ waiting, ...(await measureWhileWaiting(services, { waiting, processed: 10_000 })) })
}
printCeilings({
  name: 'Queue, by itself',
  ceilings: [
    { name: 'enqueue to done while idle, median', unit: 'ms', max: 20, values: [median(latency)] },
    { name: `list of ${pending.toLocaleString('en-US')} after FLUSHALL`, unit: 's', max: 5, values: rebuilds },
    { name: `peak memory of a worker, ${texts.toLocaleString('en-US')} texts`, unit: 'MB', max: 150, values: [memory] },
  ],
})
const lines = grown.map(
  ({ waiting, perSecond, rebuildSeconds }) =>
    `${waiting.toLocaleString('en-US').padStart(9)} waiting: ${Math.round(perSecond).toLocaleString('en-US')} jobs/s, list rebuilt in ${rebuildSeconds.toFixed(2)} s`,
)
process.stderr.write(`${lines.join('\n')}\nload ${(loadavg()[0] ?? 0).toFixed(1)} after\n`)

/** Medians; the contenders take turns, so that a slow moment of the machine meets all of them. */
async function measure(contenders: readonly { name: string; run: Run; count: number }[]): Promise<Measurement[]> {
  const rates = contenders.map((): number[] => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, { run, count }] of contenders.entries()) rates[index]?.push(await run(services, count))
  }
  return contenders.map(({ name }, index) => {
    const values = rates[index] ?? []
    return { name, perSecond: median(values), slowest: Math.min(...values), fastest: Math.max(...values) }
  })
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}
