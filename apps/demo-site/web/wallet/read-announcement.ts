import type { EIP1193Provider } from 'viem'
import type { Wallet } from './wallet.ts'

type Verdict =
  | { readonly ok: true; readonly wallet: Wallet }
  | { readonly ok: false; readonly reason: 'malformed' | 'no-name' | 'no-provider' }

const nameLengthMax = 40
const idLengthMax = 100
const iconLengthMax = 200_000
const dataImage = /^data:image\/(svg\+xml|png|webp|jpeg|gif|avif|x-icon|vnd\.microsoft\.icon)[;,]/i
// Control, format and bidirectional characters: with them one name can be made to look like another.
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu

/**
 * Checks the detail of an `eip6963:announceProvider` event. Any script or extension can send one, so nothing in it is
 * trusted: the name is cleaned and bounded, and an icon that is not a `data:` image is dropped, since loading it
 * would tell a stranger who visits this page (EIP-6963, "Images/Icons").
 */
export function readAnnouncement(detail: unknown): Verdict {
  if (!isRecord(detail) || !isRecord(detail.info)) return { ok: false, reason: 'malformed' }
  if (!isProvider(detail.provider)) return { ok: false, reason: 'no-provider' }
  const { uuid, name, rdns, icon } = detail.info
  if (!isShortText(uuid) || !isShortText(rdns) || typeof name !== 'string') return { ok: false, reason: 'malformed' }
  const visibleName = name
    .slice(0, 4 * nameLengthMax)
    .replace(invisible, '')
    .replace(/\s+/g, ' ')
    .trim()
  if (visibleName === '') return { ok: false, reason: 'no-name' }
  return {
    ok: true,
    wallet: {
      uuid,
      rdns: rdns.replace(invisible, ''),
      name: visibleName.length > nameLengthMax ? `${visibleName.slice(0, nameLengthMax)}…` : visibleName,
      icon:
        typeof icon === 'string' && icon.length <= iconLengthMax && dataImage.test(icon.trim()) ? icon.trim() : null,
      provider: detail.provider,
    },
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isProvider(value: unknown): value is EIP1193Provider {
  return isRecord(value) && typeof value.request === 'function'
}

function isShortText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= idLengthMax
}
