import { openServerScratch, type ScratchPlace } from '@aura-sign/recovery'
import { dataDirectoryAt } from '@aura-sign/stack'
import { openEmbeddedScratch } from '../embedded-scratch.ts'

/** The scratch place of a test: on a server where there is one, else in a data directory. */
export function scratchAt(place: { databaseUrl: string | null; root: string }): ScratchPlace {
  return place.databaseUrl === null
    ? openEmbeddedScratch(dataDirectoryAt(place.root))
    : openServerScratch({ url: place.databaseUrl })
}
