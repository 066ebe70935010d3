import { attestationErrors } from './catalogue/attestations.ts'
import { backupErrors } from './catalogue/backup.ts'
import { cliErrors } from './catalogue/cli.ts'
import { composeErrors } from './catalogue/compose.ts'
import { configErrors } from './catalogue/config.ts'
import { databaseErrors } from './catalogue/database.ts'
import { doctorErrors } from './catalogue/doctor.ts'
import { evidenceErrors } from './catalogue/evidence.ts'
import { guardianErrors } from './catalogue/guardian.ts'
import { httpErrors } from './catalogue/http.ts'
import { identityErrors } from './catalogue/identity.ts'
import { jobErrors } from './catalogue/jobs.ts'
import { metricsErrors } from './catalogue/metrics.ts'
import { nativeErrors } from './catalogue/native.ts'
import { objectStoreErrors } from './catalogue/object-store.ts'
import { objectsErrors } from './catalogue/objects.ts'
import { physicalErrors } from './catalogue/physical.ts'
import { recoveryErrors } from './catalogue/recovery.ts'
import { reindexErrors } from './catalogue/reindex.ts'
import { restoreErrors } from './catalogue/restore.ts'
import { secretErrors } from './catalogue/secrets.ts'
import { serviceErrors } from './catalogue/services.ts'
import { similarityErrors } from './catalogue/similarity.ts'
import { stackErrors } from './catalogue/stack.ts'

/** The sections of the catalogue, in the order of docs/ERRORS.md. */
export const catalogueSections = {
  'Command line': cliErrors,
  Configuration: configErrors,
  'HTTP requests': httpErrors,
  'Sign-in and identity': identityErrors,
  Attestations: attestationErrors,
  Evidence: evidenceErrors,
  'Embeddings and similarity': similarityErrors,
  Jobs: jobErrors,
  Database: databaseErrors,
  'Services and data directory': stackErrors,
  'Native stack': nativeErrors,
  'Services of the native stack': serviceErrors,
  'Compose stack': composeErrors,
  'Object store': objectStoreErrors,
  Metrics: metricsErrors,
  'Waiting and diagnosis': doctorErrors,
  'Backup and recovery': recoveryErrors,
  Restore: restoreErrors,
  'Vector index': reindexErrors,
  'Secrets bundle': secretErrors,
  'Physical backups and points in time': physicalErrors,
  'Copies of objects': objectsErrors,
  'Schedule, verification and retention': guardianErrors,
  'Making and reading backups': backupErrors,
} as const

/** Every error that a person can meet, by its stable code. */
export const catalogue = {
  ...cliErrors,
  ...configErrors,
  ...httpErrors,
  ...identityErrors,
  ...attestationErrors,
  ...evidenceErrors,
  ...similarityErrors,
  ...jobErrors,
  ...databaseErrors,
  ...stackErrors,
  ...nativeErrors,
  ...serviceErrors,
  ...composeErrors,
  ...objectStoreErrors,
  ...metricsErrors,
  ...doctorErrors,
  ...recoveryErrors,
  ...restoreErrors,
  ...reindexErrors,
  ...secretErrors,
  ...physicalErrors,
  ...objectsErrors,
  ...guardianErrors,
  ...backupErrors,
} as const

export type ErrorCode = keyof typeof catalogue
