export { type GuardianConfig, guardianConfigSchema, parseGuardianConfig } from './config.ts'
export type { BackupEvent } from './routes.ts'
export { type Guardian, type GuardianOptions, startGuardian } from './start-guardian.ts'
