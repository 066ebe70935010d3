import { type Draft, emptyDraft } from './draft.ts'

/** A draft as text to keep; null where there is nothing in it. */
export function draftText(draft: Draft): string | null {
  const text = JSON.stringify(draft)
  return text === JSON.stringify(emptyDraft) ? null : text
}

/** The draft in a text that was kept; one that cannot be read is an empty one. */
export function readDraftText(text: string | null): Draft {
  if (text === null) return emptyDraft
  try {
    const draft: Draft = { ...emptyDraft, ...JSON.parse(text) }
    return typeof draft.recipient === 'string' && Array.isArray(draft.texts) ? draft : emptyDraft
  } catch {
    return emptyDraft
  }
}
