import type { CallOptions, ListOptions, ObjectHead, ObjectStore } from './object-store.ts'

// Pages may be empty: of what others keep between the objects.
const pagesMax = 1_000_000

/** All objects below a prefix, page by page; ends after `objectsMax`. */
export async function* listObjects(
  store: ObjectStore,
  prefix: string,
  {
    signal,
    wants,
    onStranger,
    objectsMax = 1_000_000,
  }: CallOptions & Pick<ListOptions, 'wants' | 'onStranger'> & { objectsMax?: number } = {},
): AsyncGenerator<ObjectHead, void> {
  let after: string | undefined
  let count = 0
  for (let pages = 0; pages < pagesMax && count < objectsMax; pages += 1) {
    const page = await store.list(prefix, {
      ...(signal && { signal }),
      ...(wants && { wants }),
      ...(onStranger && { onStranger }),
      ...(after !== undefined && { after }),
    })
    yield* page.objects
    count += page.objects.length
    if (page.next === null) return
    after = page.next
  }
}
