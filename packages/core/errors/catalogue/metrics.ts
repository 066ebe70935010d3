import { defineErrors, exitCodes } from '../define.ts'

export const metricsErrors = defineErrors({
  metrics_listener_failed: {
    status: 500,
    exitCode: exitCodes.unavailable,
    message: 'the metrics listener cannot open {host}:{port}: {detail}',
    hint: 'Set METRICS_HOST to an address of this machine and METRICS_PORT to a free port above 1023, or leave METRICS_PORT unset.',
  },
})
