import { userIdOf } from '@aura-sign/core'
import type { Sql } from '@aura-sign/postgres'

/** Inserts a user as a first sign-in would: the user and the founding wallet. */
export async function insertUser(
  sql: Sql,
  options: { address: string; statement?: string; at?: Date },
): Promise<string> {
  const address = options.address.toLowerCase()
  const account = `eip155:1:${address}`
  const userId = userIdOf(account)
  const at = options.at ?? new Date('2026-01-01T00:00:00Z')
  await sql`
    insert into users (id, founding_account, statement, created_at)
    values (${userId}, ${account}, ${options.statement ?? null}, ${at})`
  await sql`insert into wallets (account, user_id, address, linked_at) values (${account}, ${userId}, ${address}, ${at})`
  return userId
}

/** A valid address that ends in `number`. */
export function addressOf(number: number): string {
  return `0x${number.toString(16).padStart(40, '0')}`
}
