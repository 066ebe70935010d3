import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { type CallOptions, listPageMax } from '../object-store.ts'
import { deleteObjects } from './delete-objects.ts'
import { keptHashFolder, keptHashPrefix, parseKeptHashKey } from './kept-hash-key.ts'
import { readHead } from './read-head.ts'
import type { S3Connection } from './s3-connection.ts'
import { decodeListedKey, metadataNames } from './s3-write.ts'

/** The hashes kept beside each object that may go when it is deleted. */
export type DeletableHashes = ReadonlyMap<string, readonly string[]>

// Longer than any upload may take that is still going on.
const staleAfterMs = 24 * 3_600_000
const pagesMax = 1_000
const directoriesAtOnce = 16

/**
 * Finds, before objects are deleted, which hashes will have to go with them: that of the version which is there, and those that
 * overwritten ones left. Not one that somebody keeps just now for an object which is about to appear.
 */
export async function findKeptHashes(
  connection: S3Connection,
  fullKeys: readonly string[],
  options: CallOptions,
): Promise<DeletableHashes> {
  const found = new Map<string, string[]>()
  const wanted = new Set(fullKeys)
  const prefixes = prefixesOf(fullKeys)
  try {
    for (let start = 0; start < prefixes.length; start += directoriesAtOnce) {
      const some = prefixes.slice(start, start + directoriesAtOnce)
      await Promise.all(some.map((prefix) => collect(connection, { prefix, wanted, found }, options)))
    }
  } catch {
    // They cost room and nothing else: no reason to fail the deletion that looked for them.
    options.signal?.throwIfAborted()
  }
  return found
}

/** Deletes the hashes of objects that are gone, as far as the account is allowed to. */
export async function deleteKeptHashes(
  connection: S3Connection,
  hashes: DeletableHashes,
  options: CallOptions,
): Promise<void> {
  const all = [...hashes.values()].flat()
  try {
    for (let start = 0; start < all.length; start += listPageMax) {
      await deleteObjects(connection, all.slice(start, start + listPageMax), options)
    }
  } catch {
    options.signal?.throwIfAborted()
  }
}

/** One listing for each directory, and not of the whole one for a single object in it. */
function prefixesOf(fullKeys: readonly string[]): string[] {
  const directories = Map.groupBy(fullKeys, keptHashFolder)
  return [...directories].map(([directory, [first, ...others]]) =>
    first !== undefined && others.length === 0 ? keptHashPrefix(first) : directory,
  )
}

async function collect(
  connection: S3Connection,
  { prefix, wanted, found }: { prefix: string; wanted: ReadonlySet<string>; found: Map<string, string[]> },
  options: CallOptions,
): Promise<void> {
  let after: string | undefined
  for (let page = 0; page < pagesMax; page += 1) {
    const input = {
      Bucket: connection.place.bucket,
      Prefix: prefix,
      EncodingType: 'url' as const,
      ...(after !== undefined && { StartAfter: after }),
    }
    const answer = await connection.call(options.signal, (client, sending) =>
      client.send(new ListObjectsV2Command(input), sending),
    )
    const current = new Map<string, string | undefined>()
    for (const { Key = '', LastModified } of answer.Contents ?? []) {
      const key = decodeListedKey(answer, Key)
      after = key
      const kept = parseKeptHashKey(key)
      if (!kept || !wanted.has(kept.fullKey)) continue
      if (!current.has(kept.fullKey)) {
        const head = await readHead(connection, kept.fullKey, options)
        current.set(kept.fullKey, head?.Metadata?.[metadataNames.hashBeside])
      }
      const isStale = LastModified !== undefined && Date.now() - LastModified.getTime() > staleAfterMs
      if (!isStale && current.get(kept.fullKey) !== kept.writeId) continue
      found.set(kept.fullKey, [...(found.get(kept.fullKey) ?? []), key])
    }
    options.onProgress?.()
    if (!answer.IsTruncated) return
  }
}
