import { userIdOf } from '@aura-sign/core'
import type { Sql } from '@aura-sign/postgres'

const address = `0x${'ab'.repeat(20)}`

/** Inserts the user that a first sign-in with a wallet makes. */
export async function insertUser(sql: Sql): Promise<{ userId: string; address: string }> {
  const account = `eip155:1:${address}`
  const userId = userIdOf(account)
  const now = new Date()
  await sql`insert into users (id, founding_account, created_at) values (${userId}, ${account}, ${now})`
  await sql`insert into wallets (account, user_id, address, linked_at) values (${account}, ${userId}, ${address}, ${now})`
  return { userId, address }
}
