import { defaultPorts, type StackPorts, stackPortsConfigSchema } from '@aura-sign/stack'
import { z } from 'zod'

type PortName = keyof StackPorts

// Of a free port that the engine chose nobody here would know.
const published = (name: PortName) =>
  stackPortsConfigSchema.shape[name]
    .unwrap()
    .refine((port) => port !== 0, 'has to be a port of its own choice in the compose stack, not 0')
    .default(defaultPorts[name])

/** The variables of docker-compose.yml that say where its services are published and where backups and copies of attestations go. */
export const composeConfigSchema = z.object({
  BIND_ADDRESS: z
    .string()
    .regex(/^(\d+\.\d+\.\d+\.\d+|\[[\da-f:.]+\])$/i, 'has to be an IP address, of version 6 in brackets')
    .default('127.0.0.1')
    .describe('Compose stack: the address of this machine on which the site is published'),
  PORT: published('PORT'),
  POSTGRES_PORT: published('POSTGRES_PORT'),
  REDIS_PORT: published('REDIS_PORT'),
  S3_PORT: published('S3_PORT'),
  PROMETHEUS_PORT: published('PROMETHEUS_PORT'),
  GUARDIAN_PORT: published('GUARDIAN_PORT'),
  BACKUP_STORE_URL: z.string().optional(),
  BACKUP_STORE_ACCESS_KEY_ID: z.string().optional(),
  RESTORE_STORE_ACCESS_KEY_ID: z.string().optional(),
  JOURNAL_STORE_URL: z.string().optional(),
  JOURNAL_STORE_ACCESS_KEY_ID: z.string().optional(),
})
