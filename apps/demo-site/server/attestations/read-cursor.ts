import { decodeCursor } from '@aura-sign/identity'
import { InvalidRequest } from '../problem.ts'

/** The id that a page comes after, from the `cursor` of a request; nothing for the first page. */
export function readCursor(cursor: string | undefined): { after?: string } {
  if (cursor === undefined) return {}
  const after = decodeCursor(cursor)
  if (after === null) throw new InvalidRequest([{ path: 'querystring.cursor', message: 'is not a cursor of a page' }])
  return { after }
}
