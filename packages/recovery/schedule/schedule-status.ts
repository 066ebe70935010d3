import { type ObjectStore, readObject } from '@aura-sign/object-store'
import { z } from 'zod'

const isoTime = z.iso.datetime()

export const taskStatusSchema = z.object({
  name: z.string(),
  /** Null: switched off. */
  everySeconds: z.number().positive().nullable(),
  running: z.boolean(),
  nextRunAt: isoTime.nullable(),
  lastSuccessAt: isoTime.nullable(),
  lastDurationSeconds: z.number().nonnegative().nullable(),
  lastFailure: z.object({ at: isoTime, code: z.string(), message: z.string() }).nullable(),
  /** Failures in a row; 0 after a success. */
  failures: z.number().int().nonnegative(),
})

/** What the guardian that runs the schedule says of it, in the backup store: readable when the guardian is not. */
export const scheduleStatusSchema = z.object({
  format: z.literal(1),
  at: isoTime,
  host: z.string(),
  pid: z.number().int(),
  tasks: z.array(taskStatusSchema),
})

export type TaskStatus = z.infer<typeof taskStatusSchema>
export type ScheduleStatus = z.infer<typeof scheduleStatusSchema>

const key = 'guardian/schedule.json'
const bytesMax = 256 * 1024

export async function writeScheduleStatus(store: ObjectStore, status: ScheduleStatus): Promise<void> {
  await store.put(key, Buffer.from(`${JSON.stringify(status)}\n`))
}

/** The newest status, or null where there is none that can be read. */
export async function readScheduleStatus(store: ObjectStore): Promise<ScheduleStatus | null> {
  const text = await readObject(store, key, { maxBytes: bytesMax })
  if (!text) return null
  try {
    return scheduleStatusSchema.parse(JSON.parse(text.toString()))
  } catch {
    return null
  }
}
