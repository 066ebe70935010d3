import { defineErrors, exitCodes } from '../define.ts'

export const secretErrors = defineErrors({
  recipients_missing: {
    status: 500,
    exitCode: exitCodes.usage,
    message: 'nobody is named who could read the secrets bundle',
    hint: 'Make an identity with "./aura secrets keygen" and name its recipient (age1…) with --recipient, or in SECRETS_RECIPIENTS.',
  },
  recipient_invalid: {
    status: 500,
    exitCode: exitCodes.usage,
    message: 'the text "{recipient}" is no recipient of age',
    hint: 'Name the public half of an identity, which begins with age1 and which "./aura secrets keygen" prints.',
  },
  identity_file_exists: {
    status: 409,
    exitCode: exitCodes.refused,
    message: 'there is a file {path} already, and an identity that is overwritten opens nothing any more',
    hint: 'Name another file with --output.',
  },
  identity_file_unreadable: {
    status: 500,
    exitCode: exitCodes.permission,
    message: 'the identity file {path} cannot be read',
    hint: 'Check its path, and that this user may read it; the second copy that "./aura secrets keygen" told you to keep is as good.',
  },
  identity_file_invalid: {
    status: 500,
    exitCode: exitCodes.credentials,
    message: 'the file {path} holds no identity of age',
    hint: 'It takes a line that begins with AGE-SECRET-KEY-1, as "./aura secrets keygen" writes it; lines that begin with # are left out.',
  },
  secrets_identity_wrong: {
    status: 409,
    exitCode: exitCodes.credentials,
    message: 'the identity does not open the secrets bundle {bundle}, which was made for other recipients',
    hint: 'Take the identity of one of its recipients, whose fingerprints its manifest lists: {recipients}.',
  },
  secrets_bundle_missing: {
    status: 404,
    exitCode: exitCodes.missing,
    message: 'there is no secrets bundle in {store}',
    hint: 'Check BACKUP_STORE_URL, name a copy with --bundle, or, where the secrets still are, run "./aura secrets export --store".',
  },
  secrets_bundle_damaged: {
    status: 500,
    exitCode: exitCodes.corrupt,
    message: 'the secrets bundle {bundle} is damaged: {detail}',
    hint: 'Take an older one with "--bundle KEY", of those that "./aura secrets status" lists, or a copy of this one.',
  },
  secrets_bundle_format: {
    status: 409,
    exitCode: exitCodes.version,
    message: 'the secrets bundle {bundle} is of format {found}, and this version reads format {wanted}',
    hint: 'Import it with the version of Aura-Sign that made it.',
  },
  secrets_none: {
    status: 404,
    exitCode: exitCodes.missing,
    message: 'there are no secrets and no settings here to export',
    hint: 'Start a stack once, or set AURA_DATA_DIR to where it keeps its data.',
  },
  secrets_store_missing: {
    status: 500,
    exitCode: exitCodes.usage,
    message: 'no backup store is named, and that is where secrets bundles are',
    hint: 'Set BACKUP_STORE_URL, or name a file with --output or --bundle.',
  },
  secrets_not_exportable: {
    status: 500,
    exitCode: exitCodes.refused,
    message: '{name} cannot be kept in a secrets bundle: {detail}',
    hint: 'Mend what is named; a bundle that leaves something out is not made.',
  },
})
