import { redactUrl } from '@aura-sign/core'

const lengthMax = 300

/** Why something failed, in one line and without passwords. */
export function describeFailure(error: unknown): string {
  const words = new Set<string>()
  // fetch() and the stores say why only in the cause; Node gathers the attempts at several addresses in `errors`.
  for (let current: unknown = error, depth = 0; current !== undefined && depth < 4; depth += 1) {
    if (!(current instanceof Error)) {
      words.add(String(current))
      break
    }
    const attempts = current instanceof AggregateError ? current.errors.map((one) => messageOf(one)) : []
    for (const word of current.message ? [current.message] : attempts) words.add(word)
    current = current.cause
  }
  return redactUrl([...words].join(': ').replace(/\s+/g, ' ')).slice(0, lengthMax)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
