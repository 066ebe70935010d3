import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { defaultPorts } from '../ports.ts'
import type { ServiceContext } from '../service.ts'
import { createAlertmanagerService } from './alertmanager.ts'
import { createPrometheusService } from './prometheus.ts'

const context = {
  projectDirectory: fileURLToPath(new URL('../../../../', import.meta.url)),
  directory: '/srv/service',
  ports: { ...defaultPorts, PROMETHEUS_PORT: 20_001, ALERTMANAGER_PORT: 20_002 },
} as unknown as ServiceContext

describe('the links in an alert', () => {
  it.each([
    ['Prometheus', createPrometheusService(), 'http://localhost:20001'],
    ['Alertmanager', createAlertmanagerService(), 'http://localhost:20002'],
  ])('lead to %s where it listens, not to the name of this machine', async (_name, service, url) => {
    const [process] = await service.processes(context)
    expect(process?.words).toContain(`--web.external-url=${url}`)
  })
})
