import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'

const probeKeySeconds = 5

/**
 * Why Redis takes nothing, in its words ("OOM command not allowed …"); null when it does. Writes a key and removes it, which a Redis that
 * is full, or may not write, refuses while it still answers a `PING`. Throws what is wrong with the connection.
 */
export async function refusedWrite(redis: Redis): Promise<string | null> {
  const key = `aura:probe:${randomUUID()}`
  try {
    await redis.set(key, '1', 'EX', probeKeySeconds)
    await redis.del(key)
    return null
  } catch (error) {
    if (error instanceof Error && error.name === 'ReplyError') return error.message
    throw error
  }
}
