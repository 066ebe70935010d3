import { defineErrors, exitCodes } from '../define.ts'

export const similarityErrors = defineErrors({
  embedder_unreachable: {
    status: 503,
    exitCode: exitCodes.unavailable,
    message: 'the embedding service at {url} did not answer: {detail}',
    hint: 'Check OPENAI_BASE_URL and that this machine reaches it; jobs are retried by themselves.',
  },
  embedder_overloaded: {
    status: 503,
    exitCode: exitCodes.unavailable,
    message: 'the embedding service at {url} answered {status} to every attempt',
    hint: 'Wait or raise your limit there; jobs are retried by themselves.',
  },
  embedder_refused: {
    status: 502,
    exitCode: exitCodes.credentials,
    message: 'the embedding service at {url} refused the request with status {status}',
    hint: 'Check OPENAI_BASE_URL, OPENAI_API_KEY and EMBEDDING_MODEL.',
  },
  embedder_response_invalid: {
    status: 502,
    exitCode: exitCodes.failed,
    message: 'the embedding service at {url} sent an unusable answer: {detail}',
    hint: 'Check that EMBEDDING_MODEL is an embedding model that delivers {dimensions} dimensions.',
  },
})
