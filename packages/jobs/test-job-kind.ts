/** Kind of the job that smoke tests send through the workers; any worker answers it. */
export const testJobKind = 'test'
