/**
 * What Node runs a guardian with. A dump passes through it in pieces that are garbage at once: by itself V8 waits for its young generation to
 * be full before it looks, while the pieces pile up outside of it (bench/backup-create.ts). MiB, MiB.
 */
export const guardianNodeFlags: readonly string[] = ['--max-semi-space-size=1', '--initial-old-space-size=16']

/** What such a process has in its environment: few arenas of malloc, as each keeps what it once had. mallopt(3). */
export const guardianNodeVariables: Readonly<Record<string, string>> = { MALLOC_ARENA_MAX: '2' }
