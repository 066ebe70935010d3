import { openObjectStore } from '../index.ts'

/**
 * Puts `SIZE_MEBIBYTES` into the store and gets them back, in a process of its own, and prints the bytes held at most
 * beside the heap as JSON. Its heap is bounded by whoever starts it.
 */
const mebibyte = 2 ** 20
const sizeMebibytes = Number(process.env.SIZE_MEBIBYTES)
const store = openObjectStore(process.env.STORE_URL ?? '', {
  credentials: { accessKeyId: process.env.ACCESS_KEY_ID ?? '', secretAccessKey: process.env.SECRET_ACCESS_KEY ?? '' },
})

let heldBytesMax = 0
function watch(): void {
  heldBytesMax = Math.max(heldBytesMax, process.memoryUsage().arrayBuffers)
}
async function* chunks(): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < sizeMebibytes * 4; sent += 1) {
    watch()
    yield Buffer.alloc(mebibyte / 4, sent)
  }
}

const put = process.env.CONDITIONAL ? store.putIfAbsent.bind(store) : store.put.bind(store)
const written = await put('streamed', chunks())
const found = await store.get('streamed', 'sha256' in written ? { sha256: written.sha256 } : {})
let sizeBytes = 0
for await (const chunk of found?.body ?? []) {
  sizeBytes += chunk.byteLength
  watch()
}
process.stdout.write(JSON.stringify({ sizeBytes, heldBytesMax }))
