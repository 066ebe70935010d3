import { startNativeServices } from '../../packages/testkit/native-services.ts'

/** A Postgres of its own on a free port; its role may make databases. Ended on disposal. */
export async function openPostgres(): Promise<AsyncDisposable & { readonly url: string }> {
  const services = await startNativeServices({ services: ['postgres'] })
  return { url: services.addresses.postgresUrl, [Symbol.asyncDispose]: () => services.stop() }
}
