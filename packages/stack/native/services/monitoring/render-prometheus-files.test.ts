import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { defaultPorts } from '../../ports.ts'
import { type ServiceName, serviceNames } from '../../service.ts'
import { renderAlerts, renderConfiguration } from './render-prometheus-files.ts'

const file = new URL('../../../../../infra/prometheus/prometheus.yml', import.meta.url)
const text = readFileSync(file, 'utf8')
const all = new Set(serviceNames)
const render = (changed: string, services: ReadonlySet<ServiceName> = all) =>
  renderConfiguration(changed, { ports: defaultPorts, services, settings: {} })

describe('what Prometheus of a native stack asks', () => {
  it.each([
    ['as the file is', text],
    ['with double quotes', text.replaceAll("'", '"')],
    ['with single quotes', text.replaceAll('"', "'")],
  ])('is on loopback, all of it, %s', (_, written) => {
    const targets = [...render(written).matchAll(/targets: (.*?\])/g)].map(([, list]) => list)
    expect(targets).toHaveLength(9)
    for (const target of targets) expect(target).toMatch(/^\[(["'])127\.0\.0\.1:\d+\1\]$/)
  })

  it.each([
    ['without quotes', text.replace('["worker:9465"]', '[worker:9465]')],
    ['two in a list', text.replace('["worker:9465"]', '["worker:9465", "guardian:9466"]')],
  ])('is refused where it could not be replaced: %s', (_, written) => {
    expect(() => render(written)).toThrow('targets that are not written as')
  })

  it('is refused where it is no service', () => {
    expect(() => render(text.replace('worker:9465', 'nobody:9465'))).toThrow('nobody:9465, which no service is')
  })

  it('are the services that the stack has, and none that it lacks', () => {
    const jobs = (services: ReadonlySet<ServiceName>) =>
      [...render(text, services).matchAll(/job_name: (\S+)/g)].map(([, job]) => job)
    expect(jobs(all)).toHaveLength(8)
    const some: ServiceName[] = ['prometheus', 'postgres', 'postgres-exporter', 'redis-exporter', 'guardian']
    expect(jobs(new Set(some))).toEqual(['guardian', 'postgres', 'prometheus'])
    expect(render(text, new Set(some))).toContain('scrape_configs:\n  - job_name: guardian\n    static_configs:')
  })

  it('is complained of as missing only where the stack has it', () => {
    const alerts = readFileSync(new URL('../../../../../infra/prometheus/alerts/services.yml', import.meta.url), 'utf8')
    expect(renderAlerts(alerts, all)).toBe(alerts)
    const without = renderAlerts(alerts, all.difference(new Set(['worker', 'redis'])))
    const lost = ['absent(up{job="worker"})', 'absent(up{job="redis"})']
    expect(without).toBe(lost.reduce((left, condition) => left.replace(condition, 'absent(vector(0))'), alerts))
    expect(() => renderAlerts('absent(up{job="nobody"})', all)).toThrow('nobody, which no service is')
  })
})
