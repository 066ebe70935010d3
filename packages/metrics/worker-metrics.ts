import { Counter, Histogram } from '@prometheus-io/client'
import type { MetricsRegistry } from './create-metrics-registry.ts'

/** Since the worker started. */
export interface ProcessedJobs {
  completed: number
  retried: number
  failed: number
  lost: number
}

/** What a worker has done with its jobs. */
export function workerMetrics(registry: MetricsRegistry, read: () => ProcessedJobs): void {
  new Counter({
    name: 'aura_jobs_processed_total',
    help: 'Attempts of jobs by outcome: completed, retried (goes on later), failed (for good), lost (given back or taken over).',
    labelNames: ['outcome'],
    registers: [registry],
    collect() {
      this.reset()
      const { completed, retried, failed, lost } = read()
      for (const [outcome, count] of Object.entries({ completed, retried, failed, lost })) this.inc({ outcome }, count)
    },
  })
}

interface Embeds {
  embed(texts: readonly string[], options?: { signal?: AbortSignal }): Promise<Float32Array[]>
}

/** The same embedder, its calls measured. */
export function observeEmbedder<Embedder extends Embeds>(registry: MetricsRegistry, embedder: Embedder): Embedder {
  const duration = new Histogram({
    name: 'aura_embedding_duration_seconds',
    help: 'Calls of the embedder, a batch of texts each; outcome ok or error.',
    labelNames: ['outcome'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60],
    registers: [registry],
  })
  const texts = new Counter({
    name: 'aura_embedded_texts_total',
    help: 'Texts that became vectors.',
    registers: [registry],
  })
  const embed: Embeds['embed'] = async (batch, options) => {
    const startedMs = performance.now()
    const end = (outcome: string) => duration.observe({ outcome }, (performance.now() - startedMs) / 1_000)
    try {
      const vectors = await embedder.embed(batch, options)
      end('ok')
      texts.inc(batch.length)
      return vectors
    } catch (error) {
      end('error')
      throw error
    }
  }
  return { ...embedder, embed }
}
