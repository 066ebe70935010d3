import { newId } from '@aura-sign/core'
import type { Sql, Transaction } from '@aura-sign/postgres'

export interface EndedTrust {
  sessionsEnded: number
  noncesBurnt: number
  leasesReleased: number
}

/**
 * Takes from a restored database what was trusted when it was backed up: sessions, nonces, leases of jobs. Someone
 * may have signed out, or used a nonce, after the backup. Recorded in the audit log under the backup's name.
 */
export async function endTrust(sql: Sql, options: { backup: string; now: Date }): Promise<EndedTrust> {
  return await sql.begin(async (transaction) => {
    const ended: EndedTrust = {
      sessionsEnded: await deleteAll(transaction, 'sessions'),
      noncesBurnt: await deleteAll(transaction, 'siwe_nonces'),
      leasesReleased: await releaseLeases(transaction, options.now),
    }
    if (await tableExists(transaction, 'audit_log')) {
      await transaction`
        insert into audit_log (id, at, actor, action, detail)
        values (${newId()}, ${options.now}, 'restore', 'trust_ended', ${transaction.json({ backup: options.backup, ...ended })})`
    }
    return ended
  })
}

async function deleteAll(transaction: Transaction, table: string): Promise<number> {
  if (!(await tableExists(transaction, table))) return 0
  const result = await transaction`delete from ${transaction(table)}`
  return result.count
}

/** The workers that held these leases are gone. Where the same work is queued again already, that one does it. */
async function releaseLeases(transaction: Transaction, now: Date): Promise<number> {
  if (!(await tableExists(transaction, 'jobs'))) return 0
  const result = await transaction`
    update jobs set
      state = case when superseded then 'cancelled' else 'queued' end,
      finished_at = case when superseded then ${now}::timestamptz end,
      attempts = greatest(attempts - 1, 0), run_at = ${now}, lease_token = null, lease_expires_at = null
    from (
      select id as running_id, exists (
        select from jobs queued
        where queued.state = 'queued' and queued.kind = running.kind and queued.unique_key = running.unique_key
      ) as superseded
      from jobs running where state = 'running'
    ) as released
    where id = running_id`
  return result.count
}

/** An older schema may lack a table; a restore of it is no reason to fail. */
async function tableExists(transaction: Transaction, table: string): Promise<boolean> {
  const [row] = await transaction<{ present: boolean }[]>`
    select to_regclass(${`public.${table}`}) is not null as present`
  return row?.present === true
}
