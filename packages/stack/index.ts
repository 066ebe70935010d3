export { type DataDirectory, dataDirectoryAt } from './data-directory.ts'
export type { DatabaseSnapshot, EmbeddedDatabase } from './embedded/embedded-database.ts'
export { type DirectoryLock, lockDirectory } from './embedded/lock-directory.ts'
export { type EmbeddedDatabaseOptions, openEmbeddedDatabase } from './embedded/open-embedded-database.ts'
export { readActiveDatabase } from './native/directory/read-active-database.ts'
export { stackLayout } from './native/directory/stack-layout.ts'
export { findServiceContext } from './native/find-service-context.ts'
export { findServiceUser } from './native/find-service-user.ts'
export { findStackProcesses } from './native/find-stack-processes.ts'
export { infrastructureServices } from './native/infrastructure-services.ts'
export { monitoringServices } from './native/monitoring-services.ts'
export type { NativeSecrets, S3Credentials } from './native/native-secrets.ts'
export type { NativeStack, ServiceState, StackEvent } from './native/native-stack.ts'
export { type NativeStackOptions, openNativeStack } from './native/open-native-stack.ts'
export {
  findNativePgBackRest,
  type NativePgBackRest,
  openNativePgBackRest,
} from './native/physical/open-native-pgbackrest.ts'
export { openPgBackRestProgram, type PgBackRestPlace } from './native/physical/open-pgbackrest-program.ts'
export { readPointInTimeJournal } from './native/physical/point-in-time-journal.ts'
export { type PointInTimeStep, restorePointInTime } from './native/physical/restore-point-in-time.ts'
export { nativeSecretsFile, placeNativeSecrets } from './native/place-native-secrets.ts'
export { portHolder } from './native/ports/port-holder.ts'
export { stackPortsConfigSchema } from './native/ports/stack-ports-config.ts'
export { defaultPorts, type StackPorts } from './native/ports.ts'
export { markerVariable } from './native/process/process-marker.ts'
export { type ProcessRecord, spawnProcess } from './native/process/spawn-process.ts'
export { isAlive, signalProcess } from './native/process/stop-process.ts'
export { type NativeServices, readNativeServices } from './native/read-native-services.ts'
export { type NativeStackInUse, readNativeStack } from './native/read-native-stack.ts'
export {
  type Service,
  type ServiceContext,
  type ServiceName,
  type ServiceProcess,
  serviceNames,
} from './native/service.ts'
export { createAlertmanagerService } from './native/services/alertmanager.ts'
export { findProgram as findServerProgram, isExecutable } from './native/services/find-program.ts'
export { minioService } from './native/services/minio.ts'
export { checkPage } from './native/services/monitoring/check-page.ts'
export { createPgBackRestService } from './native/services/pgbackrest.ts'
export type { ArchiveTarget } from './native/services/postgres/archive/archive-target.ts'
export { ownArchiveTarget } from './native/services/postgres/archive/own-archive-target.ts'
export { type ArchiveOptions, type ArchivePlan, planArchive } from './native/services/postgres/archive/plan-archive.ts'
export {
  type InstalledPostgres,
  isUsableMajor,
  listInstalledPostgres,
} from './native/services/postgres/list-installed-postgres.ts'
export { createPostgresService } from './native/services/postgres.ts'
export { postgresExporterService } from './native/services/postgres-exporter.ts'
export { createPrometheusService } from './native/services/prometheus.ts'
export { askRedis } from './native/services/redis/ask-redis.ts'
export { redisService } from './native/services/redis.ts'
export { bucketNames, type StackUrls, stackUrls } from './native/stack-urls.ts'
export { claimStack, type RunFile, readRunFile, type StackClaim, writeRunFile } from './run-file.ts'
export { loadSecrets, type StackSecrets } from './secrets.ts'
export { loadSecretsFile, readSecretsFile } from './secrets-file.ts'
