import { AuraProblem, type Evidence } from '@aura-sign/react'
import { readProblem, unreachable } from './read-problem.ts'

interface UploadOptions {
  readonly onProgress?: (progress: { readonly sentBytes: number }) => void
  readonly signal?: AbortSignal
}

/** The longest that a service keeps an upload open. */
const timeoutMs = 15 * 60_000

/** Sends a file. Not with `fetch`, which tells nobody how much was sent. */
export function uploadEvidence(file: Blob, { onProgress, signal }: UploadOptions = {}): Promise<Evidence> {
  const { promise, resolve, reject } = Promise.withResolvers<Evidence>()
  const upload = new XMLHttpRequest()
  upload.open('POST', '/api/evidence')
  upload.timeout = timeoutMs
  upload.responseType = 'text'
  upload.setRequestHeader('accept', 'application/json')
  upload.setRequestHeader('content-type', file.type === '' ? 'application/octet-stream' : file.type)
  upload.upload.onprogress = ({ loaded }) => onProgress?.({ sentBytes: Math.min(loaded, file.size) })
  upload.onload = () => {
    const body = parse(upload.responseText)
    if (upload.status === 201) return resolve(body as Evidence)
    reject(readProblem(body, { status: upload.status, retryAfter: upload.getResponseHeader('retry-after') }))
  }
  upload.onerror = () => reject(unreachable('the upload was cut off'))
  upload.ontimeout = () => reject(unreachable('the upload took too long'))
  upload.onabort = () => reject(new AuraProblem({ code: 'cancelled', status: 0, title: 'The upload was cancelled' }))
  if (signal?.aborted) return Promise.reject(signal.reason)
  signal?.addEventListener('abort', () => upload.abort(), { once: true })
  upload.send(file)
  return promise
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
