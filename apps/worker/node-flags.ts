/**
 * What Node runs a worker with. By itself V8 lets a heap of 30 MB of what is in use grow to four times that on a machine with much memory before it
 * looks what is garbage, so that a worker took twice its 150 MB (bench/queue.ts). Bounds of growth rather than a bound of the
 * heap: a large batch gets what it needs instead of ending the process. MiB, MiB, per cent.
 */
export const workerNodeFlags: readonly string[] = [
  '--max-semi-space-size=1',
  '--initial-old-space-size=16',
  '--heap-growing-percent=10',
]

/**
 * What such a process has in its environment. By itself glibc gives each thread of Node memory of its own, of which it hands little back: a tenth of what a
 * worker has. mallopt(3).
 */
export const workerNodeVariables: Readonly<Record<string, string>> = { MALLOC_ARENA_MAX: '1' }
