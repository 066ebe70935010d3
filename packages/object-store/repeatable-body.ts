import type { ObjectBody, RepeatableBody } from './object-store.ts'

/** A body that `read` gives from the start each time it is called. */
export function repeatableBody(read: () => AsyncIterable<Uint8Array>): RepeatableBody {
  return { repeatable: true, [Symbol.asyncIterator]: () => read()[Symbol.asyncIterator]() }
}

export function isRepeatable(body: ObjectBody): body is RepeatableBody {
  return 'repeatable' in body && body.repeatable
}
