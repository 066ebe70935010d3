import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { defaultPorts } from '../../ports.ts'
import { renderConfiguration } from './write-prometheus-files.ts'

const file = new URL('../../../../../infra/prometheus/prometheus.yml', import.meta.url)
const text = readFileSync(file, 'utf8')
const render = (changed: string) => renderConfiguration(changed, { ports: defaultPorts, settings: {} })

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
})
