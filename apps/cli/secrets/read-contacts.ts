import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Whom to call, as the runbook of the checkout says; null where it has no such section. */
export function readContacts(projectDirectory: string): string | null {
  const path = join(projectDirectory, 'docs', 'runbooks', 'DR_RUNBOOK.md')
  if (!existsSync(path)) return null
  const section = /^## Emergency Contacts\n[\s\S]*?(?=^## |$(?![\s\S]))/m.exec(readFileSync(path, 'utf8'))
  return section ? `${section[0].trimEnd()}\n` : null
}
