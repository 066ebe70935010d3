import { AuraError, sha256Hex } from '@aura-sign/core'
import { Encrypter } from 'age-encryption'

/** The recipients in a text, separated by commas or blanks, each once. Throws `recipient_invalid`. */
export function parseRecipients(text: string): string[] {
  const recipients = [...new Set(text.split(/[\s,]+/).filter((word) => word !== ''))]
  for (const recipient of recipients) {
    try {
      new Encrypter().addRecipient(recipient)
    } catch {
      // Without its cause, which may repeat the text.
      throw new AuraError('recipient_invalid', { recipient: nameable(recipient) })
    }
  }
  return recipients
}

/** Names a recipient in 16 hex digits: enough to know it again, and short enough to be written on paper. */
export function recipientFingerprint(recipient: string): string {
  return sha256Hex(recipient).slice(0, 16)
}

/** Whoever pastes the wrong half must not find it in a log. */
function nameable(recipient: string): string {
  return /^AGE-SECRET-KEY/i.test(recipient) ? 'AGE-SECRET-KEY-…' : recipient.slice(0, 80)
}
