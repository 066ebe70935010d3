/**
 * How every backup calls pg_dump. No owners and no rights: there is one role, and a right of another would make the whole
 * dump unloadable. Rows as INSERTs of 100: the restore runs a dump as plain SQL, for which COPY data is none.
 */
export const dumpArguments = ['--no-owner', '--no-privileges', '--rows-per-insert=100', '--encoding=UTF8'] as const
