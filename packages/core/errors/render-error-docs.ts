import { catalogueSections } from './catalogue.ts'
import { type CatalogueEntry, exitCodes } from './define.ts'

const exitCodeMeanings: Record<keyof typeof exitCodes, string> = {
  ok: 'done',
  failed: 'it failed, or a check did',
  usage: 'the command line, the request or the configuration is wrong',
  partial: 'some of it was done',
  missing: 'what was asked for does not exist',
  locked: 'someone else is working on it',
  credentials: 'a key or password is wrong',
  unavailable: 'something it needs does not answer',
  refused: 'refused for safety; nothing was changed',
  corrupt: 'data is damaged',
  version: 'versions do not fit',
  permission: 'a file or directory may not be used',
}

/** docs/ERRORS.md, written from the catalogue so that the two cannot drift. */
export function renderErrorDocs(): string {
  const sections = Object.entries(catalogueSections).map(([title, entries]) => renderSection(title, entries))
  return `# Errors

Every error says what happened and what to do next. HTTP answers are \`application/problem+json\` (RFC 9457) with the
\`code\` below; commands print both sentences to standard error and end with the exit code. Words in braces are filled in.

## Exit codes

| exit code | meaning |
|---|---|
${Object.entries(exitCodes)
  .map(([name, exitCode]) => `| ${exitCode} | ${exitCodeMeanings[name as keyof typeof exitCodes]} |`)
  .join('\n')}

${sections.join('\n')}`
}

function renderSection(title: string, entries: Readonly<Record<string, CatalogueEntry>>): string {
  return `## ${title}\n\n${Object.entries(entries)
    .map(([code, entry]) => renderEntry(code, entry))
    .join('\n')}`
}

function renderEntry(code: string, { message, hint, status, exitCode }: CatalogueEntry): string {
  return `### \`${code}\`\n\nHTTP ${status}, exit code ${exitCode}\n\n- What happened: ${message}\n- What to do: ${hint}\n`
}
