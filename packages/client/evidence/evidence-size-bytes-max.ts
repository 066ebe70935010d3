/** Bytes of one file that a service takes (POST /api/evidence, 413 `evidence_too_large`). */
export const evidenceSizeBytesMax = 100 * 1_024 * 1_024
