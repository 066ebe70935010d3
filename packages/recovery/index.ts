export type { BackupFormat } from './backup/backup-format.ts'
export { type BackupFormatConfig, backupFormatConfigShape, backupFormatFrom } from './backup/backup-format-config.ts'
export {
  type BackupCompression,
  type BackupName,
  backupNameOf,
  backupStemAt,
  globalsNameOf,
  manifestNameOf,
  parseBackupName,
  stemOf,
  verdictNameOf,
} from './backup/backup-name.ts'
export {
  type BackupSummary,
  backupSummarySchema,
  summarizeBackup,
  summarizeManifest,
} from './backup/backup-summary.ts'
export { type ChosenBackup, chooseBackup } from './backup/choose-backup.ts'
export { type BackupOptions, type BackupProgress, createBackup } from './backup/create-backup.ts'
export { type BackupObjects, listBackupObjects } from './backup/list-backup-objects.ts'
export { type BackupEntry, listBackups, walkBackups } from './backup/list-backups.ts'
export type { Manifest } from './backup/manifest.ts'
export { type ReadDumpOptions, readDump, readGlobals, readStored } from './backup/read-dump.ts'
export { isLoadable, readLoadable } from './backup/read-loadable.ts'
export { readManifest } from './backup/read-manifest.ts'
export { readVerdict, readVerdictOf } from './backup/read-verdict.ts'
export { openServerSnapshotSource, type ServerSnapshotOptions } from './backup/server-snapshot-source.ts'
export type { Snapshot, SnapshotSource } from './backup/snapshot-source.ts'
export { type Verdict, verdictSchema } from './backup/verdict.ts'
export type { DatabaseDrillOptions } from './drill/drill-context.ts'
export type {
  AcknowledgedSignature,
  DrillClient,
  DrillStack,
  DrillWallet,
  FoundAttestation,
  ReconcileOutcome,
  StartedStack,
} from './drill/drill-ports.ts'
export type {
  AttestationResult,
  ComponentResult,
  DrillReport,
  LostAttestation,
  LostWrite,
  Objective,
  StepResult,
} from './drill/drill-report.ts'
export { type Component, components, recoveryTargets } from './drill/recovery-targets.ts'
export { runDatabaseDrill } from './drill/run-database-drill.ts'
export type { StepObserver } from './drill/step-recorder.ts'
export { WriteLedger } from './drill/write-ledger.ts'
export type { Heartbeat } from './heartbeat/heartbeat.ts'
export { HeartbeatTrail, readNewestHeartbeat } from './heartbeat/heartbeat-trail.ts'
export { pruneHeartbeats, recordHeartbeat } from './heartbeat/record-heartbeat.ts'
export { type RecoveryEntry, recoveryJournalPrefix } from './journal/recovery-journal.ts'
export { readIdentityFile, writeIdentityFile } from './keys/identity-file.ts'
export { parseRecipients, recipientFingerprint } from './keys/parse-recipients.ts'
export {
  backupObjects,
  type ObjectsApproval,
  type ObjectsBackupOptions,
  type ObjectsProgress,
} from './objects/backup-objects.ts'
export type { ObjectFailure } from './objects/object-failures.ts'
export { contentHashOf, incomingPrefix } from './objects/object-keys.ts'
export { objectsConfigShape } from './objects/objects-config.ts'
export {
  type ObjectsBackupState,
  type ObjectsRun,
  readNewestObjectsBackup,
  readObjectsBackupState,
} from './objects/objects-run.ts'
export type { ObjectsBackupPlan } from './objects/plan-objects-backup.ts'
export type { ObjectsRestorePlan } from './objects/plan-objects-restore.ts'
export { type ObjectsRestoreOptions, type ObjectsRestoreResult, restoreObjects } from './objects/restore-objects.ts'
export { assertDone, type ScheduledObjectsBackup, scheduleObjectsBackup } from './objects/schedule-objects-backup.ts'
export { storeName } from './objects/store-name.ts'
export { createPhysicalBackup, type PhysicalBackupOptions } from './physical/create-physical-backup.ts'
export { judgePointInTime } from './physical/judge-point-in-time.ts'
export { parseTargetTime } from './physical/parse-target-time.ts'
export type { PgBackRest } from './physical/pgbackrest.ts'
export { type PointInTime, planPointInTime } from './physical/plan-point-in-time.ts'
export { readArchivedUntil } from './physical/read-archived-until.ts'
export { readPointInTimeSources } from './physical/read-point-in-time-sources.ts'
export {
  type PhysicalBackup,
  type PhysicalRepository,
  type PhysicalType,
  physicalBackupSchema,
  physicalTypes,
  readRepository,
} from './physical/read-repository.ts'
export type { BuildProgress } from './reindex/build-new-index.ts'
export {
  executeReindex,
  type MeasureRecall,
  type ReindexOptions,
  type ReindexResult,
  type ReindexStep,
  reindexSteps,
} from './reindex/execute-reindex.ts'
export { newIndexName, retiredIndexName } from './reindex/index-names.ts'
export { indexSizeBytes, planReindex, type ReindexMachine, type ReindexPlan } from './reindex/plan-reindex.ts'
export { type ReindexFacts, readReindexFacts } from './reindex/read-reindex-facts.ts'
export type { EndedTrust } from './restore/end-trust.ts'
export { endTrust } from './restore/end-trust.ts'
export { executeRestore, type RestoreOptions, type RestoreProgress } from './restore/execute-restore.ts'
export {
  type PlanOptions,
  planRestore,
  type RestorePlan,
  type RestoreStep,
  restoreSteps,
} from './restore/plan-restore.ts'
export { type RestoreResult, restoreResultSchema } from './restore/restore-result.ts'
export { type RestoredTables, restoreTables, tablesOf } from './restore/restore-tables.ts'
export type {
  OpenTarget,
  PromoteOptions,
  Promotion,
  RestoreMark,
  RestoreTarget,
  TargetState,
} from './restore/restore-target.ts'
export { finishEarlier } from './restore/server/finish-earlier.ts'
export { ServerRestoreTarget } from './restore/server/server-restore-target.ts'
export { openServerSession, type ServerSession } from './restore/server/server-session.ts'
export { type PruneDecision, type PrunePlan, planPrune } from './retention/plan-prune.ts'
export { type PruneOptions, type PruneResult, pruneBackups } from './retention/prune-backups.ts'
export { type RetentionPolicy, retentionConfigShape, retentionPolicyOf } from './retention/retention-policy.ts'
export { judgeSchedule, type ScheduleJudgement, scheduleTargets } from './schedule/judge-schedule.ts'
export { readScheduleFacts, type ScheduleFacts } from './schedule/read-schedule-facts.ts'
export {
  readScheduleStatus,
  type ScheduleStatus,
  type TaskStatus,
  writeScheduleStatus,
} from './schedule/schedule-status.ts'
export { bundleFormat, namesOf as namesOfSecrets, type SecretsBundle, type SecretsContent } from './secrets/bundle.ts'
export { type ContentFingerprint, changedParts, fingerprintContent } from './secrets/fingerprint-content.ts'
export {
  bundleBytesMax,
  listSecretsBundles,
  newestSecretsBundle,
  readSealedBundle,
  readSecretsBundleState,
  type SecretsBundleState,
} from './secrets/read-bundles.ts'
export { openBundle, sealBundle } from './secrets/seal-bundle.ts'
export type { SecretsManifest } from './secrets/secrets-manifest.ts'
export { describeBundle, noteSecretsInUse, storeBundle } from './secrets/store-bundle.ts'
export type { Check } from './verify/check.ts'
export { compareDatabases } from './verify/compare-databases.ts'
export type { DatabaseDescription, TableDescription } from './verify/database-description.ts'
export { describeDatabase } from './verify/describe-database.ts'
export type { Probe } from './verify/probe.ts'
export { type ScratchDatabase, type ScratchPlace, scratchName, scratchPrefix } from './verify/scratch-place.ts'
export { openServerScratch } from './verify/server-scratch.ts'
export {
  type VerifyOptions,
  type VerifyProgress,
  type VerifyStep,
  verifyStoredBackup,
} from './verify/verify-backup.ts'
export { version } from './version.ts'
