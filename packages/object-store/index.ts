export { assertObjectKey } from './assert-object-key.ts'
export { assertStoresApart } from './assert-stores-apart.ts'
export { boundStore } from './bound-store.ts'
export { openFilesystemStore } from './filesystem/filesystem-store.ts'
export { isKeyBefore } from './is-key-before.ts'
export { listObjects } from './list-objects.ts'
export {
  type CallOptions,
  type ConditionalPut,
  type DeleteFailure,
  type GetOptions,
  type ListOptions,
  listPageMax,
  type ObjectBody,
  type ObjectHead,
  type ObjectPage,
  type ObjectStore,
  type PutOptions,
  type RepeatableBody,
  type StoredObject,
  type WrittenObject,
} from './object-store.ts'
export { openObjectStore } from './open-object-store.ts'
export { readObject } from './read-object.ts'
export { repeatableBody } from './repeatable-body.ts'
export { parseS3Url, type S3Place } from './s3/parse-s3-url.ts'
export type { S3Credentials } from './s3-credentials.ts'
export {
  type BackupStoreConfig,
  backupStoreConfigShape,
  backupStoreCredentials,
  type JournalStoreConfig,
  journalReaderConfigShape,
  journalReaderCredentials,
  journalStoreConfigShape,
  journalStoreCredentials,
  objectStoreConfigShape,
  objectStoreCredentials,
  openBackupStoreFrom,
  openJournalStoreFrom,
  openObjectStoreFrom,
  openRestoreStoreFrom,
  type RestoreStoreConfig,
  restoreStoreConfigShape,
  restoreStoreCredentials,
} from './store-config.ts'
export { withReader } from './with-reader.ts'
