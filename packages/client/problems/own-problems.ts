import type { ServiceProblemCode } from '../api/schemas.ts'
import { AuraProblem } from './aura-problem.ts'

// What happens on this side of the connection.

/** No usable answer came from the service: it is down, the network is, or something in between answered instead. */
export function unreachable(detail: string, options?: ErrorOptions): AuraProblem {
  const title = 'The service does not answer'
  const hint = 'Check the address of the service and the connection to it, then try again in a moment.'
  return new AuraProblem({ code: 'unreachable', status: 0, title, detail, hint }, options)
}

/** The caller's own signal ended it. */
export function cancelled(cause: unknown): AuraProblem {
  const title = 'The request was cancelled'
  const hint = 'Start it again if it is still wanted.'
  return new AuraProblem({ code: 'cancelled', status: 0, title, hint }, { cause })
}

/** A value that no service would take; `path` is the field at fault. Its status is that of the service's own refusal. */
export function invalidValue(path: string, message: string, options?: ErrorOptions): AuraProblem {
  const detail = path === '' ? message : `${path}: ${message}`
  const title = 'A value does not fit its field'
  const hint = 'Correct the value that is named, then try again: nothing was sent.'
  const errors = [{ path, message }]
  return new AuraProblem({ code: 'value_invalid', status: 400, title, detail, hint, errors }, options)
}

/** What the service says of a file beyond `sizeBytesMax`; said here, as its answer can be lost while the file is still being sent. */
export function evidenceTooLarge(sizeBytesMax: number): AuraProblem {
  const code: ServiceProblemCode = 'evidence_too_large'
  const title = 'Evidence too large'
  const detail = `The file is larger than the ${sizeBytesMax / 2 ** 20} MB that evidence may have.`
  const hint = 'Send a smaller file, or one that names the place and the hash of the large one.'
  return new AuraProblem({ code, status: 413, title, detail, hint })
}
