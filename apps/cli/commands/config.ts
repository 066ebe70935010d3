import { AuraError, redactUrl } from '@aura-sign/core'
import { readRunFile } from '@aura-sign/stack'
import type { Command } from 'commander'
import { backupStoreUrl } from '../backup-store-url.ts'
import type { CommandContext } from '../config.ts'

/** What other programs read. Our own settings stay out: in a shell they would bind every later ./aura to this stack. */
const exported = /^(DATABASE_URL|PG[A-Z]+)$/

export function registerConfig(program: Command, context: CommandContext): void {
  program
    .command('config')
    .description('show what is in use')
    .command('print')
    .description('print the settings in use; passwords are shown only with --export')
    .option('--json', 'print as JSON')
    .option('--export', 'print export lines for eval, with passwords, so that psql finds the database')
    .action((options: { json?: true; export?: true }) => {
      const settings = settingsInUse(context)
      if (options.export) {
        // An empty answer would leave a shell with the settings of another stack.
        if (!settings.DATABASE_URL) throw new AuraError('stack_not_running', { path: context.dataDirectory.root })
        const lines = Object.entries(settings)
          .filter(([name]) => exported.test(name))
          .map(([name, value]) => `export ${name}=${quote(value)}`)
        process.stdout.write(`${lines.join('\n')}\n`)
        return
      }
      const shown = Object.fromEntries(
        Object.entries(settings).map(([name, value]) => [
          name,
          name === 'PGPASSWORD' ? '[redacted]' : redactUrl(value),
        ]),
      )
      const lines = Object.entries(shown).map(([name, value]) => `${name}=${value}`)
      process.stdout.write(options.json ? `${JSON.stringify(shown)}\n` : `${lines.join('\n')}\n`)
    })
}

function settingsInUse(context: CommandContext): Record<string, string> {
  const settings: Record<string, string> = {
    AURA_DATA_DIR: context.dataDirectory.root,
    BACKUP_STORE_URL: backupStoreUrl(context),
  }
  const run = readRunFile(context.dataDirectory.runFile)
  if (run) settings.APP_URL = run.siteUrl
  const databaseUrl = run?.databaseUrl ?? context.config.DATABASE_URL
  return databaseUrl ? { ...settings, DATABASE_URL: databaseUrl, ...libpqVariables(databaseUrl) } : settings
}

/** What makes a bare `psql` connect (PostgreSQL docs, libpq environment variables). */
function libpqVariables(databaseUrl: string): Record<string, string> {
  const url = new URL(databaseUrl)
  return {
    PGHOST: url.hostname,
    PGPORT: url.port || '5432',
    PGUSER: decodeURIComponent(url.username),
    PGPASSWORD: decodeURIComponent(url.password),
    PGDATABASE: decodeURIComponent(url.pathname.slice(1)),
  }
}

function quote(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`
}
