/** What a rebuild calls its indexes until they take a name over, and by which a second run knows what a first one left. */
export const newIndexName = 'embeddings_embedding_reindex'
/** The one that was in use, once the new one has its name. */
export const retiredIndexName = 'embeddings_embedding_retired'
