/**
 * What Node runs the site with. Pieces of what comes in are freed when V8 looks through its young generation, which without a bound
 * grows so large that it happens after tens of megabytes: an upload then takes 67 MiB of memory instead of 23 (bench/evidence-upload.ts). With
 * less than 3 MiB V8 looks so often that it takes a sixth of the processor time of a search.
 */
export const siteNodeFlags: readonly string[] = ['--max-semi-space-size=3']
