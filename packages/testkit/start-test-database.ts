import { startEmbeddedTestDatabase } from './embedded-test-database.ts'
import { startNativeTestDatabase } from './native-test-database.ts'
import type { TestDatabase } from './test-database.ts'
import { testStack } from './test-stack.ts'

/** Starts an empty migrated database: a copy of the template that the test run made once. */
export async function startTestDatabase(): Promise<TestDatabase> {
  return testStack() === 'native' ? await startNativeTestDatabase() : await startEmbeddedTestDatabase()
}
