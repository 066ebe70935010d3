import type { ReactNode } from 'react'
import { usePageHue } from '../aura/use-page-hue.ts'
import { HealthLine } from '../health/health-line.tsx'
import { Wordmark } from './wordmark.tsx'

interface PageFrameProps {
  /** Who is signed in: the page takes the colour of their aura. */
  readonly address: string | null
  readonly children: ReactNode
}

export function PageFrame({ address, children }: PageFrameProps) {
  usePageHue(address)
  return (
    <div className="flex min-h-dvh flex-col overflow-x-clip">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:top-3 focus:left-3 focus:z-10 focus:rounded-full focus:bg-ink focus:px-4 focus:py-2 focus:text-paper"
      >
        Skip to the content
      </a>
      <header className="mx-auto flex w-full max-w-6xl items-center px-5 py-5 sm:px-8 sm:py-7">
        <Wordmark />
      </header>
      <main id="content" tabIndex={-1} className="mx-auto w-full max-w-6xl flex-1 px-5 pb-16 sm:px-8">
        {children}
      </main>
      <footer className="border-line border-t">
        <div className="mx-auto flex w-full max-w-6xl flex-wrap items-start justify-between gap-x-8 gap-y-3 px-5 py-6 text-muted text-sm sm:px-8">
          <HealthLine />
          <p>
            This page loads nothing from anyone else.{' '}
            <a className="underline decoration-edge underline-offset-4 hover:text-ink" href="/api/openapi.json">
              API description
            </a>
          </p>
        </div>
      </footer>
    </div>
  )
}
