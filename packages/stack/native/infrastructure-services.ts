import type { Service } from './service.ts'
import { minioService } from './services/minio.ts'
import { postgresService } from './services/postgres.ts'
import { redisService } from './services/redis.ts'

/** The services that come from installed programs, not from this checkout. */
export const infrastructureServices: readonly Service[] = [postgresService, redisService, minioService]
