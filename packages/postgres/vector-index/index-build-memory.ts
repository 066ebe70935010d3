// Measured with pgvector 0.8.0: vectors, links and what the allocator adds. Below it the build goes through disk, at a quarter of the speed.
const overhead = 1.3
const rowBytes = 8
const dimensionBytes = 4

/** Bytes of `maintenance_work_mem` in which the hnsw index over so many vectors is built at once. */
export function indexBuildMemoryBytes({ rows, dimensions }: { rows: number; dimensions: number }): number {
  return Math.ceil(rows * (rowBytes + dimensionBytes * dimensions) * overhead)
}
