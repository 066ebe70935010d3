import type { ObjectHead, ObjectStore } from './object-store.ts'

/** All objects below a prefix, page by page; ends after `objectsMax`. */
export async function* listObjects(
  store: ObjectStore,
  prefix: string,
  objectsMax = 1_000_000,
): AsyncGenerator<ObjectHead, void> {
  let after: string | undefined
  for (let count = 0; count < objectsMax; ) {
    const page = await store.list(prefix, after === undefined ? {} : { after })
    yield* page.objects
    count += page.objects.length
    if (page.next === null) return
    after = page.next
  }
}
