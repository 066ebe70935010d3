import { mkdtempSync, rmSync } from 'node:fs'
import { readFile, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { sha256Hex } from '@aura-sign/core'
import { listObjects, type ObjectStore, openObjectStore } from '@aura-sign/object-store'

/** Objects and backups in folders of their own. */
export interface TestStores extends Disposable {
  readonly root: string
  readonly objects: ObjectStore
  readonly backups: ObjectStore
}

export function openTestStores(): TestStores {
  const root = mkdtempSync(join(tmpdir(), 'aura objects '))
  const open = (name: string) => openObjectStore(pathToFileURL(join(root, name)).href)
  return {
    ...{ root, objects: open('live'), backups: open('copies') },
    [Symbol.dispose]: () => rmSync(root, { recursive: true }),
  }
}

/** Puts a file under its hash, and returns its key. */
export async function putEvidence(store: ObjectStore, content: string | Uint8Array): Promise<string> {
  const bytes = Buffer.from(content)
  const key = `data/evidence/${sha256Hex(bytes)}`
  await store.put(key, bytes)
  return key
}

export async function putMany(store: ObjectStore, count: number): Promise<string[]> {
  const keys: string[] = []
  for (let start = 0; start < count; start += 100) {
    const batch = Array.from({ length: Math.min(100, count - start) }, (_, index) => `file ${start + index}`)
    keys.push(...(await Promise.all(batch.map((text) => putEvidence(store, text)))))
  }
  return keys
}

export async function keysOf(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of listObjects(store, prefix)) keys.push(key)
  return keys
}

export async function textOf(store: ObjectStore, key: string): Promise<string | null> {
  const found = await store.get(key)
  return found && (await buffer(found.body)).toString()
}

/** As if the object of a file store had been written then. */
export async function writtenAt(stores: TestStores, path: string, at: Date): Promise<void> {
  await readFile(join(stores.root, path))
  await utimes(join(stores.root, path), at, at)
}

/** The same store, but for what a test plants. */
export function planted(store: ObjectStore, changes: Partial<ObjectStore>): ObjectStore {
  return new Proxy(store, {
    get: (target, name) => {
      const value = Reflect.get(name in changes ? changes : target, name)
      return typeof value === 'function' && !(name in changes) ? value.bind(target) : value
    },
  })
}
