import type { Evidence } from '../api/schemas.ts'
import type { AuraProblem } from '../problems/aura-problem.ts'
import { cancelled, evidenceTooLarge, unreachable } from '../problems/own-problems.ts'
import { readProblem } from '../problems/read-problem.ts'
import type { CallOptions, Transport } from '../transport/create-transport.ts'
import { evidenceSizeBytesMax } from './evidence-size-bytes-max.ts'

export interface UploadOptions extends CallOptions {
  /** Bytes that are on their way, and in the end all of them. */
  readonly onProgress?: (progress: { readonly sentBytes: number }) => void
}

/** The longest that a service keeps an upload open. */
const timeoutMs = 15 * 60_000
const path = '/api/evidence'
const pieceBytes = 64 * 1_024

/** Sends a file of the type that it says (`file.type`). One that is too large is refused as by the service, and not sent. */
export async function uploadEvidence(
  transport: Transport,
  file: Blob,
  { onProgress, signal }: UploadOptions = {},
): Promise<Evidence> {
  if (signal?.aborted) throw cancelled(signal.reason)
  if (file.size > evidenceSizeBytesMax) throw evidenceTooLarge(evidenceSizeBytesMax)
  const type = file.type === '' ? 'application/octet-stream' : file.type
  const { XMLHttpRequest } = globalThis as unknown as { XMLHttpRequest?: UploadRequestClass }
  // Where there is one: fetch tells nobody how much was sent.
  if (onProgress && XMLHttpRequest) {
    return await send(new XMLHttpRequest(), { url: transport.baseUrl + path, file, type, onProgress, signal })
  }
  const body = onProgress ? counted(file, onProgress) : file
  const init = { method: 'POST', body, headers: { 'content-type': type }, ...(onProgress && { duplex: 'half' }) }
  return (await transport.send(path, init as RequestInit, { signal, timeoutMs })).body as Evidence
}

/** The file in pieces, each counted when the connection takes it. */
function counted(file: Blob, onProgress: (progress: { readonly sentBytes: number }) => void): ReadableStream {
  let sentBytes = 0
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const piece = await file.slice(sentBytes, sentBytes + pieceBytes).arrayBuffer()
      if (piece.byteLength === 0) return controller.close()
      controller.enqueue(new Uint8Array(piece))
      sentBytes += piece.byteLength
      onProgress({ sentBytes })
    },
  })
}

/** As much of the browser's XMLHttpRequest as is used here: packages for Node have no types of it. */
interface UploadRequest {
  timeout: number
  responseType: string
  readonly status: number
  readonly responseText: string
  readonly upload: { onprogress: ((event: { readonly loaded: number }) => void) | null }
  onload: (() => void) | null
  onerror: (() => void) | null
  ontimeout: (() => void) | null
  onabort: (() => void) | null
  open(method: string, url: string): void
  setRequestHeader(name: string, value: string): void
  getResponseHeader(name: string): string | null
  send(body: Blob): void
  abort(): void
}

type UploadRequestClass = new () => UploadRequest

interface Upload {
  readonly url: string
  readonly file: Blob
  readonly type: string
  readonly onProgress: (progress: { readonly sentBytes: number }) => void
  readonly signal: AbortSignal | undefined
}

function send(request: UploadRequest, { url, file, type, onProgress, signal }: Upload): Promise<Evidence> {
  return new Promise<Evidence>((resolve, reject) => {
    const abort = () => request.abort()
    const end = (error: AuraProblem) => {
      signal?.removeEventListener('abort', abort)
      reject(error)
    }
    request.open('POST', url)
    request.timeout = timeoutMs
    request.responseType = 'text'
    request.setRequestHeader('accept', 'application/json')
    request.setRequestHeader('content-type', type)
    request.upload.onprogress = ({ loaded }) => onProgress({ sentBytes: Math.min(loaded, file.size) })
    request.onload = () => {
      const body = parse(request.responseText)
      if (request.status !== 201) {
        return end(readProblem(body, { status: request.status, retryAfter: request.getResponseHeader('retry-after') }))
      }
      signal?.removeEventListener('abort', abort)
      resolve(body as Evidence)
    }
    request.onerror = () => end(unreachable('the upload was cut off'))
    request.ontimeout = () => end(unreachable('the upload took too long'))
    request.onabort = () => end(cancelled(signal?.reason))
    signal?.addEventListener('abort', abort, { once: true })
    request.send(file)
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
