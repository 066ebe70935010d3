import { type FieldError, Problem } from './problem.ts'

/** Turns the body of an error answer (RFC 9457 §3) into a `Problem`; members of the wrong type are ignored. */
export function readProblem(body: unknown, answer: { status: number; retryAfter: string | null }): Problem {
  const members = isRecord(body) ? body : {}
  return new Problem({
    message: text(members.detail) ?? text(members.title) ?? `The service answered with status ${answer.status}.`,
    status: answer.status,
    code: text(members.code) ?? 'unknown',
    hint: text(members.hint),
    fieldErrors: Array.isArray(members.errors) ? members.errors.filter(isFieldError) : [],
    retryAfterSeconds: seconds(answer.retryAfter),
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isFieldError(value: unknown): value is FieldError {
  return isRecord(value) && typeof value.path === 'string' && typeof value.message === 'string'
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function seconds(header: string | null): number | undefined {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) : undefined
}
