/** What others are compared with. */
export type SimilarityQuery = { readonly address: string } | { readonly text: string }
