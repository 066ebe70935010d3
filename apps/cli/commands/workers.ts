import { AuraError, exitCodes } from '@aura-sign/core'
import { assertReachable, assertSchemaCurrent, type Sql } from '@aura-sign/postgres'
import type { Command } from 'commander'
import type { CommandContext } from '../config.ts'
import { readStackInUse } from '../stack-in-use/read-stack-in-use.ts'
import { withDatabase } from '../with-database.ts'
import { renderCleaning } from '../workers/render-cleaning.ts'

const processesMax = 64
const stopTimeoutSecondsDefault = 60

/** Every command of it is about the workers of the stack in use, whatever process or container they run in. */
export function registerWorkers(program: Command, context: CommandContext): void {
  const workers = program
    .command('workers')
    .description('start, stop and see what does the jobs, and clear the dead ones')
  workers
    .command('start')
    .description('end a pause, and start workers in the background where none runs')
    .option(
      '-n, --processes <count>',
      'how many of them there shall be; default: 1 where no worker runs, else those there are',
    )
    .option('--json', 'print the result as JSON')
    .action((flags: { processes?: string; json?: true }) => start(context, flags))
  workers
    .command('stop')
    .description('let every worker finish what it has in hand and claim nothing more, until "workers start"')
    .option('--timeout <seconds>', `how long to wait for what is in hand; default: ${stopTimeoutSecondsDefault}`)
    .option('--json', 'print the result as JSON')
    .action((flags: { timeout?: string; json?: true }) => stop(context, flags))
  workers
    .command('status')
    .description('show the queue, its lists in Redis and who works')
    .option('--json', 'print the result as JSON')
    .action((flags: { json?: true }) => status(context, flags))
  workers
    .command('clean-queue')
    .description(
      'show the dead jobs, and those of kinds that no worker knows; with --confirm delete the dead, or with --requeue too try them again, or with --kind delete those of that unknown kind; touches no other',
    )
    .option(
      '--kind <name>',
      'instead of the dead ones, those of this kind that wait and that none of the workers knows',
    )
    .option('--requeue', 'queue them again instead of deleting them')
    .option('--confirm <database>', 'name of the database: do it, instead of showing what would be done')
    .option('--json', 'print NDJSON: what there is, what was done, and the sum')
    .action((flags: CleanFlags) => clean(context, flags))
  workers
    .command('run')
    .description('end a pause, and run a worker here until it is interrupted')
    .action(() => run(context))
}

async function start(context: CommandContext, flags: { processes?: string; json?: true }): Promise<void> {
  const processes = flags.processes === undefined ? null : numberOf(flags.processes, { name: '-n', max: processesMax })
  const { startWorkers } = await import('../workers/start-workers.ts')
  const started = await withQueue(context, (sql, urls) => startWorkers(context, sql, { ...urls, processes }), {
    outlivesCommand: true,
  })
  const { resumed, pids, running } = started
  const pause = resumed ? 'The pause is over. ' : ''
  const text =
    pids.length === 0 && running === 0
      ? 'A worker runs elsewhere already; none was started.'
      : `Workers started: ${pids.length}; in the background now: ${running}.`
  print(flags, started, `${pause}${text}\n`)
}

async function stop(context: CommandContext, flags: { timeout?: string; json?: true }): Promise<void> {
  const timeoutSeconds = numberOf(flags.timeout ?? String(stopTimeoutSecondsDefault), { name: '--timeout', max: 3_600 })
  const { stopWorkers } = await import('../workers/stop-workers.ts')
  const stopped = await withQueue(context, (sql) => stopWorkers(context, sql, { timeoutMs: timeoutSeconds * 1_000 }))
  const rest =
    stopped.running > 0
      ? `Jobs still in hand: ${stopped.running}; look again with "./aura workers status".`
      : 'Nothing is in hand.'
  const again =
    stopped.stopped > 1 ? ` "./aura workers start -n ${stopped.stopped}" starts as many again and ends the pause.` : ''
  print(
    flags,
    stopped,
    `Paused. Background workers ended: ${stopped.stopped}, of them by force: ${stopped.killed}. ${rest}${again}\n`,
  )
  if (stopped.running > 0) process.exitCode = exitCodes.failed
}

async function status(context: CommandContext, flags: { json?: true }): Promise<void> {
  const { readQueueStatus } = await import('../workers/read-queue-status.ts')
  const { renderQueueStatus } = await import('../workers/render-queue-status.ts')
  const found = await withQueue(context, (sql, { redisUrl }) => readQueueStatus(sql, { redisUrl }))
  print(flags, found, renderQueueStatus(found))
}

interface CleanFlags {
  kind?: string
  requeue?: true
  confirm?: string
  json?: true
}

async function clean(context: CommandContext, flags: CleanFlags): Promise<void> {
  const { cleanQueue, planCleaning, planRemoval, readDatabaseName, removeUnknown } = await import(
    '../workers/clean-queue.ts'
  )
  const { confirm } = await import('../restore/confirm.ts')
  const { kind, requeue = false } = flags
  if (kind !== undefined && requeue)
    throw new AuraError('usage', {
      detail: '--kind takes no --requeue: what no worker knows waits in the queue already',
    })
  const dryRun = flags.confirm === undefined
  const line = (value: object) => void (flags.json && process.stdout.write(`${JSON.stringify(value)}\n`))
  const found = await withQueue(context, async (sql) => {
    const name = await readDatabaseName(sql)
    if (!dryRun) await confirm({ name, given: flags.confirm, interactive: false })
    const dead = kind === undefined ? await planCleaning(sql) : []
    const unknown = await planRemoval(sql, kind)
    for (const group of dead) line({ type: 'dead', ...group })
    for (const group of unknown) line({ type: 'unknown', ...group })
    const onBatch = (batch: object) => line({ type: 'batch', ...batch })
    const cleaning = () =>
      kind === undefined ? cleanQueue(sql, { requeue, onBatch }) : removeUnknown(sql, { kind, onBatch })
    return { name, dead, unknown, kind, requeue, cleaned: dryRun ? null : await cleaning() }
  })
  line({ type: 'end', dryRun, ...(found.cleaned ?? { deleted: 0, requeued: 0, cancelled: 0 }) })
  if (!flags.json) process.stdout.write(renderCleaning(found))
}

async function run(context: CommandContext): Promise<void> {
  const { runWorkerHere } = await import('../workers/run-worker-here.ts')
  process.exitCode = await withQueue(context, (sql, urls) => runWorkerHere(context, sql, urls))
}

interface QueueUrls {
  databaseUrl: string
  redisUrl: string | null
}

async function withQueue<T>(
  context: CommandContext,
  use: (sql: Sql, urls: QueueUrls) => Promise<T>,
  { outlivesCommand = false } = {},
): Promise<T> {
  const { redisUrl } = await readStackInUse(context, {})
  return await withDatabase(context, async ({ sql, url, endsWithCommand }) => {
    if (outlivesCommand && endsWithCommand) throw new AuraError('workers_without_database')
    await assertReachable(sql)
    await assertSchemaCurrent(sql)
    return await use(sql, { databaseUrl: url, redisUrl })
  })
}

function numberOf(text: string, { name, max }: { name: string; max: number }): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value <= max) return value
  throw new AuraError('usage', { detail: `${name} takes a whole number of at most ${max}, not "${text}"` })
}

function print(flags: { json?: true }, value: object, text: string): void {
  process.stdout.write(flags.json ? `${JSON.stringify(value)}\n` : text)
}
