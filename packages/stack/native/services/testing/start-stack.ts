import { infrastructureServices } from '../../infrastructure-services.ts'
import { openNativeStack } from '../../open-native-stack.ts'
import { cephService } from './ceph-service.ts'

/** Starts one service of a stack, to be killed while it does. */
const [directory = '', dataRoot = '', user = '', name = ''] = process.argv.slice(2)
const stack = await openNativeStack({
  directory,
  projectDirectory: directory,
  services: [...infrastructureServices.filter((service) => service.name !== 'minio'), cephService()].filter(
    (service) => service.name === name,
  ),
  environment: { ...process.env, AURA_SERVICE_USER: user },
  dataRoot,
  freePorts: true,
})
await stack.up()
