import { frontend, readCString } from '../wire/frontend-messages.ts'
import { classifyStatement, customSettingNames, type StatementTraits } from './classify-statement.ts'
import { foreignSequenceState, refusedStatement } from './refused-statement.ts'
import type { VirtualSession } from './virtual-session.ts'

interface Circumstances {
  /** Another client had the session since this one's last cycle. */
  readonly foreign: boolean
  /** Any statement may call a routine that changes the session. */
  readonly opaqueRoutines: boolean
}

/**
 * A client's messages as the shared session gets them, and the messages that first bring back what they refer to. Notes
 * in `session` what they may change.
 */
export function rewriteMessages(session: VirtualSession, messages: readonly Buffer[], circumstances: Circumstances) {
  const restores: Buffer[] = []
  const rewritten = messages.map((message) => {
    switch (String.fromCharCode(message[0] ?? 0)) {
      case 'Q':
        return rewriteQuery(session, message, circumstances)
      case 'P':
        return session.statements.parse(message)
      case 'B':
        return rewriteBind(session, message, restores, circumstances)
      case 'D':
      case 'C':
        return rewriteByName(session, message, restores)
      default:
        return message
    }
  })
  return { restores, rewritten }
}

function rewriteQuery(session: VirtualSession, message: Buffer, circumstances: Circumstances): Buffer {
  const sql = readCString(message, 5).value
  const traits = classifyStatement(sql)
  note(session, traits, circumstances)
  session.statements.dropUnnamed()
  if (circumstances.foreign && traits.readsSequenceState) return frontend.query(foreignSequenceState)
  const replacement = refusedStatement(traits) ?? session.statements.deallocate(sql)
  return replacement === undefined ? message : frontend.query(replacement)
}

function rewriteBind(
  session: VirtualSession,
  message: Buffer,
  restores: Buffer[],
  circumstances: Circumstances,
): Buffer {
  const name = readCString(message, readCString(message, 5).next).value
  const traits = session.statements.traitsOf(name)
  restores.push(...session.statements.restore(name))
  const rewritten = session.statements.bind(message)
  if (traits) note(session, traits, circumstances)
  if (traits?.touchesSession) session.noteCustomNames(customSettingNames(message.toString('latin1')))
  return rewritten
}

function rewriteByName(session: VirtualSession, message: Buffer, restores: Buffer[]): Buffer {
  if (message[5] !== statementKind) return message
  const name = readCString(message, 6).value
  if (message[0] === closeType) return session.statements.close(name)
  restores.push(...session.statements.restore(name))
  return session.statements.describe(name)
}

function note(session: VirtualSession, traits: StatementTraits, { opaqueRoutines }: Circumstances): void {
  session.touched ||= traits.touchesSession || opaqueRoutines
  session.resets ||= traits.resetsSettings
  session.changesRoutines ||= traits.changesRoutines
  if (traits.dropsPrepared) session.statements.dropAll()
  session.noteCustomNames(traits.customSettings)
}

const statementKind = 'S'.charCodeAt(0)
const closeType = 'C'.charCodeAt(0)
