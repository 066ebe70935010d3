import type { ClientInput } from './client-input.ts'
import { limits } from './limits.ts'
import { classifyStatement } from './session/classify-statement.ts'
import type { SharedSession } from './session/shared-session.ts'
import type { VirtualSession } from './session/virtual-session.ts'
import type { WireError } from './wire/backend-messages.ts'
import { readCString } from './wire/frontend-messages.ts'

export type CycleResult =
  | { readonly kind: 'answer'; readonly chunks: readonly Buffer[] }
  | { readonly kind: 'terminate' }
  | { readonly kind: 'fatal'; readonly error: Omit<WireError, 'severity'> }

/** Runs the client's next cycle on the shared session. */
export function runCycle(shared: SharedSession, session: VirtualSession, input: ClientInput): CycleResult {
  const cycle = input.nextCycle()
  const [first] = cycle
  if (cycle.at(-1)?.[0] === terminateType) return { kind: 'terminate' }
  if (session.copyQuery) return { kind: 'answer', chunks: [shared.runCopy(session, cycle)] }
  if (first && cycle.length === 1 && isCopyFromClient(first)) {
    const { accepted, answer } = shared.probeCopy(session, first)
    if (accepted) input.expectCopyData()
    return { kind: 'answer', chunks: [answer] }
  }
  return runMessages(shared, session, cycle)
}

function runMessages(shared: SharedSession, session: VirtualSession, cycle: readonly Buffer[]): CycleResult {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  shared.run(session, cycle, (chunk) => {
    sizeBytes += chunk.length
    if (sizeBytes <= limits.resultBytesMax) chunks.push(Buffer.from(chunk))
    else chunks.length = 0
  })
  if (sizeBytes > limits.resultBytesMax) return { kind: 'fatal', error: tooLarge(limits.resultBytesMax) }
  if (session.statements.size > limits.statementsMax) return { kind: 'fatal', error: tooManyStatements }
  return { kind: 'answer', chunks }
}

export function tooLarge(bytesMax: number): Omit<WireError, 'severity'> {
  return {
    sqlState: '54000',
    message: `more than ${bytesMax} bytes at once`,
    hint: 'Send or fetch the data in smaller pieces, for example with LIMIT or a cursor.',
  }
}

const tooManyStatements: Omit<WireError, 'severity'> = {
  sqlState: '53400',
  message: `more than ${limits.statementsMax} prepared statements`,
  hint: 'Close statements that are no longer used, or turn prepared statements off in the client.',
}

const queryType = 'Q'.charCodeAt(0)
const terminateType = 'X'.charCodeAt(0)

function isCopyFromClient(message: Buffer): boolean {
  return message[0] === queryType && classifyStatement(readCString(message, 5).value).copiesFromClient
}
