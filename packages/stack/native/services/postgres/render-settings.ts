import type { InstalledPostgres } from './list-installed-postgres.ts'

export interface SettingsOptions {
  readonly port: number
  readonly postgres: InstalledPostgres
  readonly durable: boolean
  /** How WAL is archived; null: not at all. */
  readonly archive: { readonly command: string; readonly socketDirectory: string } | null
}

/** Bounds what is lost with the whole machine: a segment that is not full goes too. */
const archiveSeconds = 30

/** `conf.d/aura.conf`, written anew at each start. */
export function renderSettings({ port, postgres, durable, archive }: SettingsOptions): string {
  const settings: Record<string, string | number | boolean> = {
    listen_addresses: '127.0.0.1,::1',
    port,
    // Everything here speaks TCP, but for pgBackRest.
    unix_socket_directories: archive === null ? '' : `"${archive.socketDirectory}"`,
    unix_socket_permissions: '0700',
    password_encryption: 'scram-sha-256',
    max_connections: 100,
    shared_buffers: '256MB',
    // An HNSW graph that does not fit is built several times slower.
    maintenance_work_mem: '256MB',
    wal_level: 'replica',
    archive_mode: archive !== null,
    ...(archive !== null && { archive_command: archive.command, archive_timeout: `${archiveSeconds}s` }),
    max_wal_senders: 5,
    max_wal_size: '1GB',
    checkpoint_completion_target: 0.9,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_destination: 'stderr',
    logging_collector: false,
    log_line_prefix: '%m [%p] %q%u@%d ',
    log_min_duration_statement: '1s',
    // What people say of themselves does not belong into logs.
    log_parameter_max_length: 0,
    ...(postgres.hasStatementStatistics && {
      shared_preload_libraries: 'pg_stat_statements',
      // Utility statements may hold passwords.
      'pg_stat_statements.track_utility': false,
    }),
    // Commits are still written, so that a kill loses nothing.
    ...(!durable && { fsync: false, full_page_writes: false }),
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${quote(value)}`)
  return `# Written by Aura-Sign at each start; a file after this one in the alphabet wins over it.\n${lines.join('\n')}\n`
}

/** `pg_hba.conf`: everybody needs a password; with `socket` on that way too. */
export function renderAccessRules({ socket }: { socket: boolean }): string {
  const rules = ['127.0.0.1/32', '::1/128'].flatMap((address) =>
    ['all', 'replication'].map((database) => `host ${database} all ${address} scram-sha-256`),
  )
  if (socket) rules.push('local all all scram-sha-256')
  return `# Written by Aura-Sign at each start.\n${rules.join('\n')}\n`
}

function quote(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return typeof value === 'number' ? String(value) : `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}
