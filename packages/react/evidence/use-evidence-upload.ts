import type { Evidence } from '@aura-sign/client'
import { useEffect, useRef, useState } from 'react'
import { useAuraClient } from '../provider/use-aura-client.ts'

/** A file as people know it. */
export interface FileLabel {
  readonly name: string
}

/** A file that the service has. */
export interface KeptFile {
  readonly file: FileLabel
  readonly evidence: Evidence
}

export type EvidenceUploadState =
  | { readonly step: 'none' }
  | { readonly step: 'sending'; readonly file: File; readonly sentBytes: number }
  /** All bytes are sent, the service is still writing them. */
  | { readonly step: 'keeping'; readonly file: File }
  | ({ readonly step: 'kept' } & KeptFile)
  | { readonly step: 'failed'; readonly file: File; readonly error: unknown }

export interface EvidenceUpload {
  readonly state: EvidenceUploadState
  start(file: File): void
  /** Sends the same file again, after it failed. */
  retry(): void
  /** Ends an upload that is under way, or forgets the file. */
  cancel(): void
}

/**
 * Uploads one file at a time, with progress in bytes; one that is left behind by the component is cut off. `initial` is a file
 * that was kept before, for a draft that somebody comes back to.
 */
export function useEvidenceUpload(options: { readonly initial?: KeptFile | null } = {}): EvidenceUpload {
  const client = useAuraClient()
  const [state, setState] = useState<EvidenceUploadState>(
    options.initial ? { step: 'kept', ...options.initial } : { step: 'none' },
  )
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  const start = (file: File) => {
    running.current?.abort()
    const controller = new AbortController()
    running.current = controller
    const show = (next: EvidenceUploadState) => {
      if (!controller.signal.aborted) setState(next)
    }
    show({ step: 'sending', file, sentBytes: 0 })
    const onProgress = ({ sentBytes }: { readonly sentBytes: number }) =>
      show(sentBytes < file.size ? { step: 'sending', file, sentBytes } : { step: 'keeping', file })
    client.uploadEvidence(file, { onProgress, signal: controller.signal }).then(
      (evidence) => show({ step: 'kept', file, evidence }),
      (error: unknown) => show({ step: 'failed', file, error }),
    )
  }
  return {
    state,
    start,
    retry: () => state.step === 'failed' && start(state.file),
    cancel() {
      running.current?.abort()
      running.current = null
      setState({ step: 'none' })
    },
  }
}
