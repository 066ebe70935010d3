/**
 * What Node runs a worker with. By itself V8 lets a heap of 30 MB of what is in use grow to four times that on a machine with much memory before it
 * looks what is garbage, so that a worker took twice its 150 MB (bench/queue.ts). Bounds of growth rather than a bound of the
 * heap: a large batch gets what it needs instead of ending the process. MiB, MiB, per cent.
 */
export const workerNodeFlags: readonly string[] = [
  '--max-semi-space-size=2',
  '--initial-old-space-size=16',
  '--heap-growing-percent=20',
]
