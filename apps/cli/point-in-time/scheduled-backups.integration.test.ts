import { openPool } from '@aura-sign/postgres'
import { describe, expect, it } from 'vitest'
import { runCommand } from '../testing/spawn-stack.ts'
import { type ArchivingStack, openArchivingStack } from './testing/open-archiving-stack.ts'

const timeoutMs = 3 * 60_000
const waitMs = 60_000

describe('the guardian of a stack that archives', { timeout: timeoutMs }, () => {
  it('makes a first full backup by itself, after which what would be lost is measured by the WAL that is archived', async () => {
    // Nothing but WAL can make the loss small.
    await using test = await openArchivingStack({
      guardian: { GUARDIAN_SCHEDULE: 'on', BACKUP_EVERY_MINUTES: '0', PHYSICAL_DIFF_EVERY_HOURS: '0' },
    })
    await expect.poll(() => typesOf(test), { timeout: waitMs, interval: 500 }).toEqual(['full'])
    await archiveAll(test)
    await expect.poll(() => lossOf(test), { timeout: waitMs, interval: 500 }).toBeLessThan(waitMs / 1000)
    // From the store alone, where a heartbeat stands every ten seconds: with that of after the backup archived.
    await expect.poll(() => lossByStore(test), { timeout: waitMs, interval: 1_000 }).toBeLessThan(waitMs / 1000)
  })
})

async function typesOf(test: ArchivingStack): Promise<string[]> {
  const { stdout } = await runCommand(['backup', 'list', '--engine', 'physical', '--json'], { ...test.environment })
  return JSON.parse(stdout || '[]').map(({ type }: { type: string }) => type)
}

/** Seconds, as the guardian shows them; infinite while it knows of nothing that could be restored. */
async function lossOf(test: ArchivingStack): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${test.inUse().ports.GUARDIAN_METRICS_PORT}/metrics`)
  const value = /^aura_rpo_seconds(?:\{[^}]*\})? (\S+)$/m.exec(await response.text())?.[1]
  return value === undefined || value === 'NaN' ? Number.POSITIVE_INFINITY : Number(value.replace('+Inf', 'Infinity'))
}

async function lossByStore(test: ArchivingStack): Promise<number> {
  await archiveAll(test)
  const { stdout } = await runCommand(['backup', 'verify-schedule', '--json'], { ...test.environment })
  return JSON.parse(stdout).rpoSeconds ?? Number.POSITIVE_INFINITY
}

async function archiveAll(test: ArchivingStack): Promise<void> {
  const sql = openPool({ url: test.inUse().urls.superuserUrl, applicationName: 'test', connectionsMax: 1 })
  try {
    await sql`select pg_switch_wal()`
  } finally {
    await sql.end({ timeout: 1 })
  }
}
