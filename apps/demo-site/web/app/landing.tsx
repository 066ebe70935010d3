import { Aura } from '../aura/aura.tsx'
import { SignInButton } from '../sign-in/sign-in-button.tsx'
import { Notice } from '../ui/notice.tsx'
import { VerifySection } from '../verify/verify-section.tsx'
import { HowItWorks } from './how-it-works.tsx'
import type { Farewell } from './use-farewell.ts'

// Nobody's address: the first round constants of SHA-256 (FIPS 180-4 §4.2.2).
const exampleAddress = '0x428a2f9871374491b5c0fbcfe9b5dba53956c25b'

/** The page for visitors. */
export function Landing({ farewell }: { readonly farewell: Farewell }) {
  return (
    <>
      {farewell === 'signed-out' && <Notice tone="info" title="You are signed out" takesFocus />}
      {farewell === 'session-ended' && (
        <Notice tone="caution" title="Your session has ended" takesFocus>
          <p>
            It expired, or it was ended by the service, for example after a recovery. Sign in again to go on; what you
            were writing is still here.
          </p>
        </Notice>
      )}
      <section className="grid items-center gap-x-10 gap-y-4 pt-4 sm:pt-8 lg:grid-cols-[1.08fr_1fr]">
        <div className="relative z-1">
          <h1 className="text-[clamp(2.6rem,1.6rem+4.4vw,4.6rem)] leading-[1.04] tracking-[-0.022em]">
            Your wallet says who you are.
          </h1>
          <p className="mt-6 max-w-[34ch] text-lg text-muted sm:text-xl sm:leading-relaxed">
            Sign in by signing one readable message. Then say something about yourself and see whose words are close to
            yours.
          </p>
          <div className="mt-9 flex flex-wrap items-center gap-x-5 gap-y-3">
            <SignInButton />
            <span className="text-[0.9375rem] text-muted">No password, no e-mail, no fee.</span>
          </div>
        </div>
        <figure className="-mx-4 sm:mx-auto sm:w-full sm:max-w-md lg:max-w-none">
          <Aura address={exampleAddress} size="hero" moving className="w-full lg:-mx-6 lg:w-[calc(100%+3rem)]" />
          <figcaption className="mt-2 text-balance text-center text-muted text-sm">
            An aura, drawn from an address. Each address has its own.
          </figcaption>
        </figure>
      </section>
      <HowItWorks />
      <VerifySection />
    </>
  )
}
