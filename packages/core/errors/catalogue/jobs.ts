import { defineErrors, exitCodes } from '../define.ts'

export const jobErrors = defineErrors({
  job_not_found: {
    status: 404,
    exitCode: exitCodes.missing,
    message: 'there is no job {jobId}',
    hint: 'Check the id; finished jobs are removed after their retention time.',
  },
})
