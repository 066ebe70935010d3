const encoder = new TextEncoder()

/** MurmurHash3 x86 32-bit of the UTF-8 bytes: the same on every machine, well mixed in all bits. */
export function murmurHash(text: string, seed: number): number {
  const bytes = encoder.encode(text)
  const view = new DataView(bytes.buffer)
  const blocksEnd = bytes.length & ~3
  let hash = seed | 0
  for (let at = 0; at < blocksEnd; at += 4) {
    hash ^= scramble(view.getInt32(at, true))
    hash = Math.imul(rotateLeft(hash, 13), 5) + 0xe6546b64
  }
  let tail = 0
  for (let at = bytes.length - 1; at >= blocksEnd; at -= 1) tail = (tail << 8) | (bytes[at] ?? 0)
  if (bytes.length > blocksEnd) hash ^= scramble(tail)
  return finalize(hash ^ bytes.length)
}

function scramble(block: number): number {
  return Math.imul(rotateLeft(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593)
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}

function finalize(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
