import { createPostgresService, minioService, redisService, type Service } from '@aura-sign/stack'

/** What integration tests need, as people run it; only power loss need not be survived. */
export const testServices: readonly Service[] = [createPostgresService({ durable: false }), redisService, minioService]

/** The same, for benchmarks, which compare what survives power loss. */
export const durableServices: readonly Service[] = [createPostgresService(), redisService, minioService]
