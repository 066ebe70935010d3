import { AuraProblem } from '@aura-sign/client'
import { type EvidenceUpload, explainError } from '@aura-sign/react'
import { useRef } from 'react'
import { Button } from '../ui/button.tsx'
import { formatBytes } from '../ui/format-bytes.ts'
import { Icon } from '../ui/icon.tsx'

/** A file that the attestation names by its hash: chosen, sent with progress, cut off, sent again. */
export function EvidenceField({
  upload,
  error,
}: {
  readonly upload: EvidenceUpload
  readonly error?: string | undefined
}) {
  const input = useRef<HTMLInputElement>(null)
  const { state } = upload
  return (
    <div>
      <p className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="font-medium text-[0.9375rem]">Evidence</span>
        <span className="text-muted text-xs">optional, up to 100 MB</span>
      </p>
      <input
        ref={input}
        type="file"
        aria-label="A file as evidence"
        hidden
        onChange={(event) => {
          const [file] = event.target.files ?? []
          if (file) upload.start(file)
          // The same file can be chosen again.
          event.target.value = ''
        }}
      />
      <div
        data-upload={state.step}
        className="mt-1.5 min-h-20 rounded-xl border border-edge border-dashed px-3.5 py-2.5"
      >
        {state.step === 'none' ? (
          <div className="flex min-h-14 flex-wrap items-center justify-between gap-3">
            <p className="min-w-0 flex-1 basis-40 text-muted text-sm">
              Anyone who sees the attestation can download it.
            </p>
            <Button look="secondary" onClick={() => input.current?.click()}>
              <Icon name="file" />
              Choose a file
            </Button>
          </div>
        ) : (
          <Chosen upload={upload} state={state} onChoose={() => input.current?.click()} />
        )}
      </div>
      <p role={error === undefined ? undefined : 'alert'} className="mt-1 min-h-5 text-danger text-sm leading-5">
        {error}
      </p>
    </div>
  )
}

interface ChosenProps {
  readonly upload: EvidenceUpload
  readonly state: Exclude<EvidenceUpload['state'], { step: 'none' }>
  readonly onChoose: () => void
}

/** Sent again, the same file would be refused again. */
const fileFaults = new Set(['evidence_too_large', 'evidence_empty', 'evidence_type_refused'])

function Chosen({ upload, state, onChoose }: ChosenProps) {
  const { file, step } = state
  const isRunning = step === 'sending' || step === 'keeping'
  const percent = step === 'sending' ? Math.floor((100 * state.sentBytes) / Math.max(1, state.file.size)) : 100
  return (
    <div className="flex min-h-14 items-center gap-3">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium text-sm" title={file.name}>
          {file.name}
        </p>
        <p role="status" className={`text-sm ${step === 'failed' ? 'text-danger' : 'text-muted'}`}>
          {step === 'sending' && `${formatBytes(state.sentBytes)} of ${formatBytes(state.file.size)}`}
          {step === 'keeping' && 'Sent. The service is writing it…'}
          {step === 'kept' && (
            <>
              {formatBytes(state.evidence.sizeBytes)}, kept as{' '}
              <span className="font-mono text-xs">{state.evidence.sha256.slice(0, 12)}</span>
            </>
          )}
          {step === 'failed' && `${explainError(state.error).title}. ${explainError(state.error).detail}`}
        </p>
        {isRunning && (
          <progress
            aria-label={`Sending ${file.name}`}
            max={100}
            value={percent}
            className="progress mt-1.5 h-1.5 w-full"
          />
        )}
      </div>
      {step === 'failed' &&
        (state.error instanceof AuraProblem && fileFaults.has(state.error.code) ? (
          <Button look="secondary" onClick={onChoose}>
            Choose another file
          </Button>
        ) : (
          <Button look="secondary" onClick={upload.retry}>
            Try again
          </Button>
        ))}
      <Button look="quiet" onClick={upload.cancel} aria-label={isRunning ? 'Cancel the upload' : 'Remove the file'}>
        {isRunning ? 'Cancel' : 'Remove'}
      </Button>
    </div>
  )
}
