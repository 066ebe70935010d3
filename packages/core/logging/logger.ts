import { type Logger, pino } from 'pino'

export type { Logger }

/** Paths that must never reach a log line. */
const secretPaths = [
  'authorization',
  'cookie',
  'password',
  'token',
  'signature',
  'req.headers.authorization',
  'req.headers.cookie',
  'res.headers["set-cookie"]',
  '*.password',
  '*.token',
]

/** A JSON logger to standard error: standard output belongs to data. */
export function createLogger(options: { name: string; level?: string }): Logger {
  return pino(
    { name: options.name, level: options.level ?? 'info', redact: { paths: secretPaths, censor: '[redacted]' } },
    process.stderr,
  )
}
