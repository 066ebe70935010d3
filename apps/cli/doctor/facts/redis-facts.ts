import { refusedWrite } from '@aura-sign/jobs'
import { askRedis } from '@aura-sign/stack'

export interface RedisFacts {
  /** Why it takes nothing; null when it does. */
  refused: string | null
}

const timeoutMs = 3_000

/** Throws what is wrong when it does not answer. */
export async function readRedisFacts(url: string): Promise<RedisFacts> {
  const refused = await askRedis(url, { timeoutMs, use: refusedWrite })
  return { refused: refused ?? null }
}
