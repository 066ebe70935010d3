import { defineErrors, exitCodes } from '../define.ts'

export const jobErrors = defineErrors({
  job_not_found: {
    status: 404,
    exitCode: exitCodes.missing,
    message: 'there is no job {jobId}',
    hint: 'Check the id; finished jobs are removed after their retention time.',
  },
  job_payload_too_large: {
    status: 413,
    exitCode: exitCodes.usage,
    message: 'the payload of a {kind} job has {sizeBytes} bytes, more than the {maxBytes} allowed',
    hint: 'Store the data elsewhere and put its id into the payload.',
  },
  workers_without_database: {
    status: 409,
    exitCode: exitCodes.refused,
    message: 'workers in the background would outlive the embedded database, which ends with this command',
    hint: 'Run "./aura up", which has a worker of its own, or "./aura workers run" for one in this terminal.',
  },
})
