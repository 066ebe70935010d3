import type { Queryable } from '@aura-sign/postgres'
import type { ListedJob } from './listed-job.ts'

type Note = (jobs: readonly ListedJob[]) => void

const notes = new WeakMap<object, Note>()

/** Tells whoever dispatches for this pool or transaction which jobs were queued through it. Nobody may: then nothing happens. */
export function noteEnqueued(queryable: Queryable, jobs: readonly ListedJob[]): void {
  notes.get(queryable)?.(jobs)
}

/** Has `note` called with what is queued through exactly this pool or transaction. */
export function takeNotes(queryable: object, note: Note): void {
  notes.set(queryable, note)
}
