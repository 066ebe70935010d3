import { startNativeServices } from './native-services.ts'
import { createNativeTemplate } from './native-test-database.ts'

/** Starts the services once per test run and tells the tests where they are; the returned function ends them. */
export default async function setup(): Promise<() => Promise<void>> {
  const services = await startNativeServices()
  try {
    const { postgresUrl, superuserUrl, redisUrl, s3, s3Accounts } = services.addresses
    await createNativeTemplate({ adminUrl: postgresUrl, superuserUrl })
    Object.assign(process.env, {
      AURA_TEST_POSTGRES_URL: postgresUrl,
      AURA_TEST_POSTGRES_SUPERUSER_URL: superuserUrl,
      AURA_TEST_REDIS_URL: redisUrl,
      AURA_TEST_S3_ENDPOINT: s3.endpoint,
      AURA_TEST_S3_ACCESS_KEY_ID: s3.accessKeyId,
      AURA_TEST_S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
      AURA_TEST_S3_OBJECTS_ID: s3Accounts.objects.accessKeyId,
      AURA_TEST_S3_OBJECTS_SECRET: s3Accounts.objects.secretAccessKey,
      AURA_TEST_S3_BACKUPS_ID: s3Accounts.backups.accessKeyId,
      AURA_TEST_S3_BACKUPS_SECRET: s3Accounts.backups.secretAccessKey,
    })
  } catch (error) {
    await services.stop()
    throw error
  }
  return () => services.stop()
}
