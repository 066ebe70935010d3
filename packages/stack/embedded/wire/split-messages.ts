/** The complete messages of a server's output, each with its header. */
export function* splitMessages(output: Buffer): Generator<{ type: string; bytes: Buffer }> {
  for (let offset = 0; offset < output.length; ) {
    const end = offset + 1 + output.readInt32BE(offset + 1)
    yield { type: String.fromCharCode(output[offset] ?? 0), bytes: output.subarray(offset, end) }
    offset = end
  }
}
