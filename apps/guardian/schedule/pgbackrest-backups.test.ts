import { createLogger, systemClock } from '@aura-sign/core'
import { openPool } from '@aura-sign/postgres'
import { describe, expect, it } from 'vitest'
import { pgBackRestBackups } from './pgbackrest-backups.ts'

const run = async () => ({ exitCode: 103, stdout: '', stderr: 'unable to open /nowhere' })

describe('physical backups whose repository cannot be read', () => {
  const sql = openPool({ url: 'postgresql://127.0.0.1:9/none', applicationName: 'test', connectionsMax: 1 })
  const logger = createLogger({ name: 'test', level: 'fatal' })
  const physical = pgBackRestBackups({ run }, { sql, clock: systemClock, logger })

  it('count as none: nothing is recoverable from them, and no differential one is made', async () => {
    expect(await physical.recoverableUntil()).toBeNull()
    await physical.backup('diff', { signal: AbortSignal.timeout(1_000) })
  })

  it('are no reason to believe that a full one is there', async () => {
    await expect(physical.lastBackupAt('full')).rejects.toMatchObject({ code: 'pgbackrest_failed' })
    await expect(physical.backup('full', { signal: AbortSignal.timeout(1_000) })).rejects.toMatchObject({
      code: 'pgbackrest_failed',
    })
  })
})
