import { defineErrors, exitCodes } from '../define.ts'

/** Building the vector index anew. */
export const reindexErrors = defineErrors({
  reindex_running: {
    status: 409,
    exitCode: exitCodes.locked,
    message: 'an index of the embeddings is being built already, by process {pid} of the server',
    hint: 'Wait for it to end, or end it with "select pg_terminate_backend({pid})"; then run the command again, which clears up what it left.',
  },
  reindex_disk_short: {
    status: 507,
    exitCode: exitCodes.refused,
    message: 'the new index takes about {needed} beside the old one, and {free} are free at {path}',
    hint: 'Free space there, or run the command again with "--precision half", which takes half.',
  },
  reindex_recall_lowered: {
    status: 409,
    exitCode: exitCodes.refused,
    message:
      'the new index finds {found} of the ten nearest, which is less than {wanted}: it was removed, and nothing else changed',
    hint: 'Run it again with a higher --m and --ef-construction or with "--method hnsw"; "--force" takes the new index all the same.',
  },
  reindex_recall_unmeasured: {
    status: 409,
    exitCode: exitCodes.refused,
    message:
      'what the new index finds could not be measured, because Postgres went on reading the old one: the new one was removed',
    hint: 'Run it again with --force, then look with "./aura vectors check"; with the parameters of the old index it can be measured.',
  },
  reindex_swap_blocked: {
    status: 503,
    exitCode: exitCodes.locked,
    message: 'the indexes could not change names in {attempts} attempts, because something else holds a lock on them',
    hint: 'Find it with "select pid, query from pg_stat_activity where state <> \'idle\'" and run the command again: it goes on with the index that is built.',
  },
  reindex_failed: {
    status: 500,
    exitCode: exitCodes.failed,
    message: 'the new index could not be built: {detail}; searches go on as before',
    hint: 'Correct what it names, then run the command again: it removes what this one left.',
  },
})
