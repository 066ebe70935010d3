import { AuraProblem, type ProblemField } from './aura-problem.ts'

/** Turns the body of an error answer (RFC 9457 §3) into an `AuraProblem`; members of the wrong type are ignored. */
export function readProblem(body: unknown, answer: { status: number; retryAfter: string | null }): AuraProblem {
  const members = isRecord(body) ? body : {}
  return new AuraProblem({
    title: text(members.title) ?? `The service answered with status ${answer.status}`,
    detail: text(members.detail),
    status: answer.status,
    code: text(members.code) ?? 'unknown',
    hint: text(members.hint),
    requestId: text(members.requestId),
    errors: Array.isArray(members.errors) ? members.errors.filter(isField) : [],
    retryAfterSeconds: seconds(answer.retryAfter),
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isField(value: unknown): value is ProblemField {
  return isRecord(value) && typeof value.path === 'string' && typeof value.message === 'string'
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function seconds(header: string | null): number | undefined {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) : undefined
}
