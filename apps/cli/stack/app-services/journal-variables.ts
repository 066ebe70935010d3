import type { StoreInUse } from '../../stack-in-use/stack-in-use.ts'

/** What the site and the worker are told of the store of signed copies. */
export function journalVariables({ url, credentials }: StoreInUse): Record<string, string> {
  return {
    JOURNAL_STORE_URL: url,
    ...(credentials !== null && {
      JOURNAL_STORE_ACCESS_KEY_ID: credentials.accessKeyId,
      JOURNAL_STORE_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    }),
  }
}
