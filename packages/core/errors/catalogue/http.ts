import { defineErrors, exitCodes } from '../define.ts'

export const httpErrors = defineErrors({
  request_invalid: {
    status: 400,
    exitCode: exitCodes.usage,
    message: 'the request is not valid: {detail}',
    hint: 'Correct the fields listed in "errors"; /api/openapi.json describes every request.',
  },
  body_not_json: {
    status: 400,
    exitCode: exitCodes.usage,
    message: 'the request body is not valid JSON',
    hint: 'Send a JSON document with the header Content-Type: application/json.',
  },
  body_too_large: {
    status: 413,
    exitCode: exitCodes.usage,
    message: 'the request body is larger than {maxBytes} bytes',
    hint: 'Send a smaller body.',
  },
  content_type_unsupported: {
    status: 415,
    exitCode: exitCodes.usage,
    message: 'the content type of the request is not supported',
    hint: 'Send the header Content-Type: application/json.',
  },
  origin_refused: {
    status: 403,
    exitCode: exitCodes.refused,
    message: 'the request carries a session cookie but comes from another site',
    hint: 'Send it from the site itself: the Origin header has to be the configured APP_URL.',
  },
  rate_limited: {
    status: 429,
    exitCode: exitCodes.refused,
    message: 'too many requests from this address',
    hint: 'Wait for the number of seconds in the Retry-After header, then try again.',
  },
  not_found: {
    status: 404,
    exitCode: exitCodes.missing,
    message: 'there is nothing at {path}',
    hint: 'Check the path and the method against /api/openapi.json.',
  },
  internal_error: {
    status: 500,
    exitCode: exitCodes.failed,
    message: 'something went wrong on our side',
    hint: 'Try again; if it persists, give the operator the request id so that the log can be searched.',
  },
  service_unavailable: {
    status: 503,
    exitCode: exitCodes.unavailable,
    message: 'the service cannot reach {component} right now',
    hint: 'Try again in a few seconds; operators find the state of each component at /api/health.',
  },
  similarity_overloaded: {
    status: 503,
    exitCode: exitCodes.unavailable,
    message: 'more searches wait than the database can answer without its vector index',
    hint: 'Wait for the number of seconds in the Retry-After header, then try again; operators see at /api/health why the index does not serve.',
  },
})
