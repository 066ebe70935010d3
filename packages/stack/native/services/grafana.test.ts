import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { openTestStack, serverService } from '../testing/test-stack.ts'
import { createGrafanaService, renderSource } from './grafana.ts'
import { serviceContext } from './testing/service-context.ts'

const source = fileURLToPath(new URL('../../../../infra/compose/grafana-datasources.yml', import.meta.url))

describe('the Grafana of a native stack', () => {
  it('is left out where it is not installed, which up and ps say in one line', async () => {
    const grafana = createGrafanaService({ find: async () => null })
    await using test = await openTestStack([grafana, serverService('redis', 'REDIS_PORT')])
    await test.stack.up()
    const reason = expect.stringMatching(/^grafana-server is not installed, and Debian's archives .*$/)
    expect(test.events).toContainEqual({ type: 'unavailable', service: 'grafana', reason })
    expect(await test.stack.ps()).toMatchObject([{ state: 'unavailable', detail: reason }, { health: 'healthy' }])
  })

  it('gets its own files, a place in its directory and a port on loopback where it is installed', async () => {
    await using test = await openTestStack([serverService('redis', 'REDIS_PORT')])
    await test.stack.up()
    const context = await serviceContext(test.directory, 'grafana')
    const unpacked = mkdtempSync(join(tmpdir(), 'aura-grafana-'))
    try {
      const grafana = createGrafanaService({ find: async () => join(unpacked, 'bin', 'grafana-server') })
      // A program without its files would not start.
      expect(await grafana.missing?.(context)).toContain('not installed')
      mkdirSync(join(unpacked, 'conf'))
      writeFileSync(join(unpacked, 'conf', 'defaults.ini'), '')
      expect(await grafana.missing?.(context)).toBeNull()
      const [process] = await grafana.processes(context)
      expect(process?.words).toEqual(['--homepath', unpacked])
      expect(process?.environment).toMatchObject({
        GF_SERVER_HTTP_ADDR: '127.0.0.1',
        GF_PATHS_DATA: join(context.directory, 'data'),
        GF_SECURITY_ADMIN_PASSWORD__FILE: join(context.directory, 'admin-password'),
      })
    } finally {
      rmSync(unpacked, { recursive: true })
    }
  })

  it('asks the Prometheus of this stack', () => {
    const text = renderSource(readFileSync(source, 'utf8'), { port: 20_123 })
    expect(text).toContain('url: http://127.0.0.1:20123\n')
    expect(text).not.toContain('prometheus:9090')
    expect(() => renderSource('url: http://elsewhere', { port: 1 })).toThrow('grafana-datasources.yml')
  })
})
