import type { Clock } from '@aura-sign/core'
import type { Sleep } from '../wakeup.ts'

/** A clock that stands still, and sleeps that end when it is moved on. */
export interface ManualTime {
  clock: Clock
  sleep: Sleep
  advance(durationMs: number): void
  /** Resolves when at least `count` sleeps are under way: whoever works has come to rest. */
  sleeping(count: number): Promise<void>
}

export function manualTime(start = new Date('2026-01-01T00:00:00Z')): ManualTime {
  let passedMs = 0
  const sleepers = new Set<{ untilMs: number; end: () => void }>()
  const watchers = new Set<() => void>()
  return {
    clock: { now: () => new Date(start.getTime() + passedMs), monotonicMs: () => passedMs },
    sleep: (durationMs, signal) =>
      new Promise((resolve) => {
        const sleeper = {
          untilMs: passedMs + durationMs,
          end: () => {
            sleepers.delete(sleeper)
            resolve()
          },
        }
        sleepers.add(sleeper)
        if (signal?.aborted || durationMs <= 0) sleeper.end()
        signal?.addEventListener('abort', sleeper.end, { once: true })
        for (const watch of [...watchers]) watch()
      }),
    advance(durationMs) {
      passedMs += durationMs
      for (const sleeper of [...sleepers]) if (sleeper.untilMs <= passedMs) sleeper.end()
    },
    sleeping: (count) =>
      new Promise((resolve) => {
        const watch = () => {
          if (sleepers.size < count) return
          watchers.delete(watch)
          resolve()
        }
        watchers.add(watch)
        watch()
      }),
  }
}
