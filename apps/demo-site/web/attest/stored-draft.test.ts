import { describe, expect, it } from 'vitest'
import { emptyDraft } from './draft.ts'
import { draftText, readDraftText } from './stored-draft.ts'

describe('a draft that is kept', () => {
  it('comes back as it was', () => {
    const draft = { ...emptyDraft, recipient: '0x12', texts: ['note'], expiry: 'date' as const }
    expect(readDraftText(draftText(draft))).toEqual(draft)
  })

  it('is nothing to keep while it is empty', () => {
    expect(draftText(emptyDraft)).toBeNull()
    expect(draftText({ ...readDraftText('{"recipient":"0x12"}'), recipient: '' })).toBeNull()
  })

  it.each(['', '{', 'null', '[]', '{"recipient":7}', '{"texts":"a"}'])('that reads %j is an empty one', (text) => {
    expect(readDraftText(text)).toEqual(emptyDraft)
  })
})
