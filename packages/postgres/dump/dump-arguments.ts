/**
 * How every backup calls pg_dump. No owners and no rights: a dump is restored by the one role that the services use, often under another
 * name, and a right of a role that is not there would make the whole dump unloadable. Roles and their settings are in the globals.
 */
export const dumpArguments = ['--no-owner', '--no-privileges', '--encoding=UTF8'] as const

/** Rows as INSERTs of 100 instead of COPY data: PGlite's own protocol takes statements. */
export const insertArguments = ['--rows-per-insert=100'] as const
