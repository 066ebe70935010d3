/** What `./aura` runs Node with for the commands that stream a large file; otherwise Node lets what they are done with pile up. MiB. */
export const streamingNodeFlags: readonly string[] = ['--max-semi-space-size=1']

/** What such a process has in its environment; see `workerNodeVariables`. */
export const streamingNodeVariables: Readonly<Record<string, string>> = { MALLOC_ARENA_MAX: '1' }
