import { within } from '@aura-sign/core'
import type { ComponentHealth, Probe } from './site-services.ts'

const probeTimeoutMs = 3_000

export interface Health {
  status: 'ok' | 'degraded' | 'down'
  components: Record<string, ComponentHealth>
}

/** Asks every probe at once; one that throws or does not answer within three seconds counts as down. */
export async function readHealth(probes: readonly Probe[]): Promise<Health> {
  const states = await Promise.all(probes.map(async (probe) => ({ probe, health: await ask(probe) })))
  const isDown = states.some(({ probe, health }) => probe.critical && health.status === 'down')
  const isDegraded = states.some(({ health }) => health.status !== 'ok')
  return {
    status: isDown ? 'down' : isDegraded ? 'degraded' : 'ok',
    components: Object.fromEntries(states.map(({ probe, health }) => [probe.name, health])),
  }
}

async function ask(probe: Probe): Promise<ComponentHealth> {
  try {
    return await within(probe.check(), probeTimeoutMs, { late: () => new Error('no answer in time') })
  } catch (error) {
    return { status: 'down', detail: error instanceof Error && error.message ? error.message : 'not reachable' }
  }
}
