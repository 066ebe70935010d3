import { z } from 'zod'

/** Variables of the copies of objects, for an app's schema. */
export const objectsConfigShape = {
  OBJECTS_KEEP_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_650)
    .default(30)
    .describe('How long the backup store keeps objects that were deleted or overwritten'),
}
