import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEmbeddedTemplate } from './embedded-test-database.ts'

/** Makes the template database once per test run; the returned function removes it. */
export default async function setup(): Promise<() => Promise<void>> {
  const root = await mkdtemp(join(tmpdir(), 'aura-template-'))
  const directory = join(root, 'template')
  await createEmbeddedTemplate(directory)
  process.env.AURA_TEST_TEMPLATE = directory
  return () => rm(root, { recursive: true, force: true })
}
