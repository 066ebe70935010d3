import { defineErrors, exitCodes } from '../define.ts'

export const evidenceErrors = defineErrors({
  evidence_too_large: {
    status: 413,
    exitCode: exitCodes.usage,
    message: 'the file is larger than the {maxMegabytes} MB that evidence may have',
    hint: 'Send a smaller file, or one that names the place and the hash of the large one.',
  },
  evidence_quota_reached: {
    status: 429,
    exitCode: exitCodes.refused,
    message:
      'this account has sent {sentBytes} bytes of files within a day, and with this one it would be more than the {maxBytes} that it may',
    hint: 'Send it once what you sent first is a day old, or ask the operator to raise EVIDENCE_BYTES_PER_DAY.',
  },
  evidence_empty: {
    status: 400,
    exitCode: exitCodes.usage,
    message: 'the file has no bytes',
    hint: 'Send the bytes of the file as the body of the request.',
  },
  evidence_differs: {
    status: 400,
    exitCode: exitCodes.corrupt,
    message: 'the bytes that arrived have another {what} than the request says',
    hint: 'Send the file again; if that happens every time, it changes while it is sent, or the {what} was taken of another file.',
  },
  evidence_type_refused: {
    status: 415,
    exitCode: exitCodes.usage,
    message: 'evidence of the type {mediaType} is not taken here',
    hint: 'Send one of {accepted} and say so in Content-Type, or ask the operator to add the type to EVIDENCE_TYPES.',
  },
  evidence_not_found: {
    status: 404,
    exitCode: exitCodes.usage,
    message: 'there is no evidence with the SHA-256 {sha256}',
    hint: 'Upload the file first; one that no attestation names is removed after a day.',
  },
  range_unsatisfiable: {
    status: 416,
    exitCode: exitCodes.usage,
    message: 'the file ends before the range of bytes that was asked for begins: it has {sizeBytes}',
    hint: 'Ask for bytes that it has, or for the whole of it.',
  },
  evidence_lost: {
    status: 503,
    exitCode: exitCodes.corrupt,
    message: 'the file with the SHA-256 {sha256} is known but is no longer in the object store',
    hint: 'Tell the operator: copies are brought back with "aws s3 sync", as the runbook says under data loss.',
  },
  evidence_store_missing: {
    status: 503,
    exitCode: exitCodes.unavailable,
    message: 'this service has no place for files',
    hint: 'The operator sets OBJECT_STORE_URL and starts the site again.',
  },
  evidence_collected: {
    status: 503,
    exitCode: exitCodes.unavailable,
    message: 'an old copy of the same file was being removed at that moment',
    hint: 'Send the file again.',
  },
})
