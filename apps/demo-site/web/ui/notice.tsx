import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'

interface NoticeProps {
  readonly tone: 'info' | 'caution' | 'danger'
  readonly title: string
  readonly children?: ReactNode
  readonly actions?: ReactNode
}

const tones = {
  info: 'bg-sunken border-line text-ink',
  caution: 'bg-caution-soft border-caution/30 text-caution',
  danger: 'bg-danger-soft border-danger/30 text-danger',
}

/** A state that needs reading. Problems interrupt a screen reader, the rest waits its turn. */
export function Notice({ tone, title, children, actions }: NoticeProps) {
  return (
    <section
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
