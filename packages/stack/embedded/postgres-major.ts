/** Postgres major version that the embedded PGlite is, as written in PG_VERSION. */
export const postgresMajor = '18'
