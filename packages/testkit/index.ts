export { addressOf, insertUser } from './insert-user.ts'
export { startTestDatabase, type TestDatabase } from './test-database.ts'
