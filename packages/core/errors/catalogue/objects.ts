import { defineErrors, exitCodes } from '../define.ts'

export const objectsErrors = defineErrors({
  objects_store_missing: {
    status: 500,
    exitCode: exitCodes.missing,
    message: 'the {stack} stack names no {which} store, and copying objects takes both',
    hint: 'Set OBJECT_STORE_URL and BACKUP_STORE_URL with an account each, then run the command again.',
  },
  objects_held: {
    status: 409,
    exitCode: exitCodes.refused,
    message:
      '{deleted} objects were deleted and {overwritten} overwritten in {store}, which is too many to be done unasked; only new objects were copied',
    hint: 'If it was an accident or an attack, bring them back with "./aura restore objects"; if it was meant, run "./aura backup objects --confirm=NAME" with the name of the bucket or folder.',
  },
  objects_not_copied: {
    status: 500,
    exitCode: exitCodes.partial,
    message: '{count} objects were not copied, and all others were; the first: {detail}',
    hint: 'Mend what is named, or put a good object there, then run the same command again.',
  },
  objects_no_room: {
    status: 503,
    exitCode: exitCodes.unavailable,
    message: 'there is no room left where the objects are copied to: {detail}',
    hint: 'Make room there or enlarge it, then run the same command again: it goes on where it was.',
  },
  object_copy_damaged: {
    status: 500,
    exitCode: exitCodes.corrupt,
    message: 'the copy {key} in {store} did not read back as it was written, and was taken away',
    hint: 'Check the disk and the memory of that store, then run the same command again.',
  },
  object_changing: {
    status: 409,
    exitCode: exitCodes.failed,
    message: 'the object {key} was overwritten each time that it was read',
    hint: 'Run the same command again; until then its last copy stays.',
  },
  objects_key_not_taken: {
    status: 500,
    exitCode: exitCodes.usage,
    message: 'the object {key} has a key that no store takes, so it has no copy',
    hint: 'Move it to a key of ordinary characters separated by single slashes, or copy it with another tool.',
  },
  objects_run_invalid: {
    status: 500,
    exitCode: exitCodes.corrupt,
    message: 'the manifest {key} of a copy of the objects cannot be read',
    hint: 'Move it away, and run "./aura backup objects", which writes a new one.',
  },
  objects_prefix_invalid: {
    status: 400,
    exitCode: exitCodes.usage,
    message: 'there are no objects below {prefix}',
    hint: 'Name a prefix that begins with "data/".',
  },
  objects_too_many: {
    status: 500,
    exitCode: exitCodes.usage,
    message: 'more than {max} objects were deleted or overwritten since then',
    hint: 'Name a later time with "--deleted-since", or a part of the keys with "--prefix".',
  },
})
