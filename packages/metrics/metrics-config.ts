import { z } from 'zod'

/** What opens the metrics listener, for the configuration of every app. */
export const metricsConfigShape = {
  METRICS_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe('Port of the private metrics listener; without it there is none'),
  METRICS_HOST: z.string().default('127.0.0.1').describe('Address it listens on'),
}
