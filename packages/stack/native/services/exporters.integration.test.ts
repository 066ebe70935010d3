import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { Service } from '../service.ts'
import { nodeExporterService } from './node-exporter.ts'
import { postgresExporterService } from './postgres-exporter.ts'
import { redisExporterService } from './redis-exporter.ts'
import { openServiceStack } from './testing/open-service-stack.ts'
import { serviceContext } from './testing/service-context.ts'

/** Shows metrics on a port, as another exporter would. */
async function startStranger(port: number): Promise<AsyncDisposable> {
  const server = createServer((_, response) => response.end('# HELP up\nstranger_exporter_build_info 1\n'))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const exporters: [Service, RegExp][] = [
  // How full the disks are, and nothing else of the machine.
  [nodeExporterService, /^node_filesystem_avail_bytes\{.*\} \S+$/m],
  // They start before what they read, and say that it is away.
  [redisExporterService, /^redis_up 0$/m],
  [postgresExporterService, /^pg_up 0$/m],
]

describe.each(exporters.map(([service, shows]) => [service.name, service, shows] as const))(
  'the %s of a native stack',
  (name, service, shows) => {
    it('shows what it is for, and takes no other program on its port for itself', async () => {
      await using test = await openServiceStack([service])
      await test.stack.up()
      const context = await serviceContext(test.directory, name)
      const [portName] = service.ports
      const port = portName ? context.ports[portName] : 0
      const shown = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
      expect(shown).toMatch(shows)
      expect(shown).not.toMatch(/^node_(cpu|memory|network)/m)

      await test.stack.stop()
      await expect(service.check(context)).rejects.toMatchObject({ code: 'service_unwell' })
      await using _stranger = await startStranger(port)
      await expect(service.check(context)).rejects.toMatchObject({ code: 'service_port_foreign' })
      const same = await test.reopen({ freePorts: false })
      await expect(same.start()).rejects.toMatchObject({
        code: 'native_ports_taken',
        parameters: { list: expect.stringContaining(`${port} for ${name}`) },
      })
      expect(await test.stack.ps()).toMatchObject([{ name, state: 'stopped' }])
    })
  },
)
