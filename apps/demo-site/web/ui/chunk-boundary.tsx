import { Component, type ReactNode } from 'react'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'

interface ChunkBoundaryProps {
  readonly children: ReactNode
  readonly onGiveUp?: () => void
}

/** A part of the page that is loaded later can fail to load, when the service is down or was updated meanwhile. */
export class ChunkBoundary extends Component<ChunkBoundaryProps, { readonly failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    if (!this.state.failed) return this.props.children
    return (
      <div className="basis-full">
        <Notice
          tone="danger"
          title="A part of this page could not be loaded"
          actions={
            <>
              <Button look="secondary" onClick={() => window.location.reload()}>
                Reload the page
              </Button>
              {this.props.onGiveUp && (
                <Button look="quiet" onClick={this.props.onGiveUp}>
                  Close
                </Button>
              )}
            </>
          }
        >
          <p>The service may be down or was just updated.</p>
        </Notice>
      </div>
    )
  }
}
