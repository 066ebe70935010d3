import { afterEach, describe, expect, it } from 'vitest'
import { createMetricsRegistry } from './create-metrics-registry.ts'
import { startVectorMetrics, type VectorState } from './vector-metrics.ts'

let stop: (() => Promise<void>) | undefined
afterEach(() => stop?.())

/** The lines about vectors, after one read. */
async function linesOf(read: () => Promise<VectorState>): Promise<string[]> {
  const registry = createMetricsRegistry()
  const collector = startVectorMetrics(registry, { intervalMs: 60_000, timeoutMs: 5_000, read })
  stop = collector.stop
  const lines = async () =>
    (await registry.metrics()).split('\n').filter((line) => /^aura_(vector|collector)/.test(line))
  // Until the first read has ended, one way or the other.
  const ended = read().then(
    () => true,
    () => false,
  )
  await expect.poll(() => collector.newest() !== null).toBe(await ended)
  return (await lines()).sort()
}

describe('startVectorMetrics', () => {
  it('shows recall, size and rows of an index that serves', async () => {
    const lines = await linesOf(async () => ({ rows: 300, recall: 0.97, index: { sizeBytes: 4_096 } }))
    expect(lines).toEqual([
      'aura_collector_up{collector="vectors"} 1',
      'aura_vector_index_size_bytes 4096',
      'aura_vector_index_usable 1',
      'aura_vector_recall 0.97',
      'aura_vector_rows 300',
    ])
  })

  it('shows that there is no index, and no recall in its place', async () => {
    const lines = await linesOf(async () => ({ rows: 300, recall: null, index: null }))
    expect(lines).toEqual([
      'aura_collector_up{collector="vectors"} 1',
      'aura_vector_index_usable 0',
      'aura_vector_rows 300',
    ])
  })

  it('shows nothing but that when it cannot be read', async () => {
    expect(await linesOf(() => Promise.reject(new Error('gone')))).toEqual(['aura_collector_up{collector="vectors"} 0'])
  })
})
