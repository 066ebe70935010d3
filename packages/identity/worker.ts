// What a worker runs, by itself: all of the package would take it 30 MB more, most of it of viem.
export type { ChainClient } from './attestations/chain-client.ts'
export {
  countUnjournaled,
  enqueueJournal,
  journalAttestations,
  journalJobKind,
} from './attestations/journal/journal-attestations.ts'
export { chainConfigShape, openChainsFrom } from './attestations/store/chain-config.ts'
export { cancelObsoleteEmbeddings } from './similarity/cancel-obsolete-embeddings.ts'
export { checkVectors } from './similarity/check-vectors.ts'
export { createEmbedder } from './similarity/create-embedder.ts'
export { deleteObsoleteEmbeddings } from './similarity/delete-obsolete-embeddings.ts'
export { embedStatements } from './similarity/embed-statements.ts'
export type { Embedder } from './similarity/embedder.ts'
export { embedderConfigShape } from './similarity/embedder-config.ts'
export { embeddingExpiryJobKind, embeddingJobKind, embeddingKindOf } from './similarity/embedding-jobs.ts'
export { enqueueMissingEmbeddings } from './similarity/enqueue-missing-embeddings.ts'
export { expireEmbeddings } from './similarity/expire-embeddings.ts'
