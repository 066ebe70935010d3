import { type Environment, parseConfig, secret } from '@aura-sign/core'
import { chainConfigShape, embedderConfigShape } from '@aura-sign/identity'
import { jobListsConfigShape } from '@aura-sign/jobs'
import { metricsConfigShape } from '@aura-sign/metrics'
import { journalStoreConfigShape, objectStoreConfigShape } from '@aura-sign/object-store'
import { z } from 'zod'
import { isLocal } from './relying-party.ts'

const port = z.coerce.number().int().min(0).max(65_535)
const seconds = z.coerce.number().int().positive()

/** Everything the site reads from its environment. */
export const siteConfigSchema = z.object({
  DATABASE_URL: secret(),
  ...jobListsConfigShape,
  ...objectStoreConfigShape,
  // Without one nothing is kept in it, and its state is not shown.
  OBJECT_STORE_URL: objectStoreConfigShape.OBJECT_STORE_URL.optional(),
  ...journalStoreConfigShape,
  ...embedderConfigShape,
  ...metricsConfigShape,
  HOST: z.string().default('127.0.0.1').describe('Address to listen on'),
  PORT: port.default(3000).describe('Port of the site; 0 takes a free one'),
  APP_URL: z
    .url({ protocol: /^https?$/ })
    // Browsers drop Secure cookies on plain http, so nobody could stay signed in.
    .refine(
      (url) => url.startsWith('https:') || (URL.canParse(url) && isLocal(new URL(url))),
      'has to be https, except on localhost',
    )
    .optional()
    .describe('Origin that people see; sign-in messages are bound to it. Default: http://localhost:<PORT>'),
  CHAIN_IDS: z
    .string()
    .default('1,10,137,8453,42161,11155111')
    .transform((text) => text.split(',').map(Number))
    .pipe(z.array(z.number().int().positive()).min(1))
    .describe('EIP-155 chains that may sign in, separated by commas'),
  ...chainConfigShape,
  ATTESTATION_RATE_LIMIT_PER_MINUTE: z.coerce
    .number()
    .int()
    .positive()
    .default(300)
    .describe('Attestations sent, revoked and verified, per IP address; IPv6 by /64'),
  SIWE_STATEMENT: z
    .string()
    .regex(/^[^\n\r]{1,200}$/, 'one line of at most 200 characters')
    .default('Sign in to Aura-Sign. This request costs nothing and moves no funds.'),
  EVIDENCE_TYPES: z
    .string()
    .default(
      'application/pdf,application/json,image/png,image/jpeg,image/webp,image/gif,text/plain,text/markdown,text/csv,application/zip,application/octet-stream',
    )
    .transform((text) => text.split(',').map((type) => type.trim().toLowerCase()))
    .pipe(z.array(z.string().regex(/^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/, 'has to be media types')).min(1))
    .describe('Types of files that are taken as evidence, separated by commas'),
  EVIDENCE_BYTES_PER_DAY: z.coerce
    .number()
    .int()
    .positive()
    .default(2 ** 30)
    .describe('Bytes of files that one account may send within a day, so that it cannot fill the disk; default 1 GiB'),
  AUTH_RATE_LIMIT_PER_MINUTE: z.coerce.number().int().positive().default(60).describe('Per IP address; IPv6 by /64'),
  API_RATE_LIMIT_PER_MINUTE: z.coerce.number().int().positive().default(600).describe('Per IP address; IPv6 by /64'),
  SESSION_IDLE_SECONDS: seconds.default(7 * 24 * 3600),
  SESSION_ABSOLUTE_SECONDS: seconds.default(30 * 24 * 3600),
  TRUSTED_PROXIES: z.string().optional().describe('Addresses or CIDR ranges whose X-Forwarded-For is believed'),
  SECP256K1_FALLBACK: z
    .enum(['js'])
    .optional()
    .describe('js: accept slow verification where the native secp256k1 cannot be loaded'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug']).default('info'),
})

export type SiteConfig = z.output<typeof siteConfigSchema>

export function parseSiteConfig(environment: Environment): SiteConfig {
  return parseConfig(siteConfigSchema, environment)
}
