import { type ReactNode, useEffect, useRef } from 'react'
import { Icon } from './icon.tsx'

interface NoticeProps {
  readonly tone: 'info' | 'caution' | 'danger'
  readonly title: string
  /** Comes in the place of what had the focus: it is brought into view and takes it, so that nobody is left where nothing is. */
  readonly takesFocus?: boolean
  readonly children?: ReactNode
  readonly actions?: ReactNode
}

const tones = {
  info: 'bg-sunken border-line text-ink',
  caution: 'bg-caution-soft border-caution/30 text-caution',
  danger: 'bg-danger-soft border-danger/30 text-danger',
}

/** A state that needs reading. Problems interrupt a screen reader, the rest waits its turn. */
export function Notice({ tone, title, takesFocus = false, children, actions }: NoticeProps) {
  const notice = useRef<HTMLElement>(null)
  useEffect(() => {
    if (!takesFocus) return
    notice.current?.scrollIntoView({ block: 'center' })
    notice.current?.focus({ preventScroll: true })
  }, [takesFocus])
  return (
    <section
      ref={notice}
      tabIndex={takesFocus ? -1 : undefined}
      role={tone === 'danger' ? 'alert' : 'status'}
      className={`flex gap-3 rounded-2xl border px-4 py-3.5 text-[0.9375rem] leading-snug ${tones[tone]}`}
    >
      {tone !== 'info' && <Icon name="warning" className="mt-px" />}
      <div className="min-w-0 flex-1">
        <p className="font-semibold">{title}</p>
        {children !== undefined && <div className="mt-1 space-y-2 text-ink/85">{children}</div>}
        {actions !== undefined && <div className="mt-3 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </section>
  )
}
