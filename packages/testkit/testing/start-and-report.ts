import { startNativeServices } from '../native-services.ts'

// Stands for a test run that is ended before it can clean up: starts a service, says where it is, and stays.
const { addresses } = await startNativeServices({ services: ['redis'] })
process.stdout.write(`${JSON.stringify(addresses)}\n`)
setInterval(() => undefined, 60_000)
