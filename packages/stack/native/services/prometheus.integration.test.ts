import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createAlertmanagerService } from './alertmanager.ts'
import { nodeExporterService } from './node-exporter.ts'
import { createPrometheusService } from './prometheus.ts'
import { openServiceStack } from './testing/open-service-stack.ts'
import { serviceContext } from './testing/service-context.ts'

const projectDirectory = fileURLToPath(new URL('../../../../', import.meta.url))
const waitMs = 30_000

const targetsAnswer = z.object({
  data: z.object({
    activeTargets: z.array(z.object({ labels: z.object({ job: z.string() }), health: z.string() })),
  }),
})
const alertsAnswer = z.object({
  data: z.object({ alerts: z.array(z.object({ labels: z.record(z.string(), z.string()) })) }),
})

describe('the Prometheus of a native stack', { timeout: 120_000 }, () => {
  it('asks the services that there are, also those stopped since, and misses none that there never were', async () => {
    const services = [
      // Without the time to wait: what would ever be missed is missed at once.
      createPrometheusService({ intervalSeconds: 1, changeAlerts: (text) => text.replace(/\bfor: \d+m/g, 'for: 0s') }),
      createAlertmanagerService(),
      nodeExporterService,
    ]
    await using test = await openServiceStack(services, { projectDirectory })
    await test.stack.up(['prometheus', 'node-exporter'])
    const context = await serviceContext(test.directory, 'prometheus')
    const api = async (path: string) => {
      return (await fetch(`http://127.0.0.1:${context.ports.PROMETHEUS_PORT}/api/v1/${path}`)).json()
    }
    const targets = async () =>
      targetsAnswer
        .parse(await api('targets?state=active'))
        .data.activeTargets.map(({ labels, health }) => `${labels.job} ${health}`)
        .sort()
    const firing = async () => {
      // Not the series ALERTS, which lives on for minutes where Prometheus was stopped.
      const { alerts } = alertsAnswer.parse(await api('alerts')).data
      return alerts.flatMap(({ labels }) =>
        labels.alertname?.startsWith('ServiceDown') ? [`${labels.alertname} ${labels.job}`] : [],
      )
    }
    await expect.poll(targets, { timeout: waitMs }).toEqual(['node up', 'prometheus up'])
    const rules = await api('rules')
    expect(JSON.stringify(rules)).toContain('absent(vector(0))')
    // Before the first scrape it misses those too that there are.
    await expect.poll(firing, { timeout: waitMs }).toEqual([])
    await promisify(execFile)('promtool', ['check', 'config', join(context.directory, 'prometheus.yml')])

    // The other service comes by itself; Prometheus is told.
    await test.stack.up(['alertmanager'])
    await expect.poll(targets, { timeout: waitMs }).toEqual(['alertmanager up', 'node up', 'prometheus up'])
    await test.stack.stop(['node-exporter'])
    await test.stack.restart(['prometheus'])
    await expect.poll(targets, { timeout: waitMs }).toEqual(['alertmanager up', 'node down', 'prometheus up'])
    await expect.poll(firing, { timeout: waitMs }).toEqual(['ServiceDown node'])
  })

  it('makes its rules nowhere else, where a link was planted in their place', async () => {
    await using test = await openServiceStack([createPrometheusService()], { projectDirectory })
    await test.stack.up()
    await test.stack.stop()
    const { directory } = await serviceContext(test.directory, 'prometheus')
    const victim = mkdtempSync(join(tmpdir(), 'aura-victim-'))
    try {
      rmSync(join(directory, 'alerts'), { recursive: true })
      symlinkSync(victim, join(directory, 'alerts'))
      await test.stack.up()
      expect(existsSync(join(victim, 'services.yml'))).toBe(false)
      expect(existsSync(join(directory, 'alerts', 'services.yml'))).toBe(true)
    } finally {
      rmSync(victim, { recursive: true })
    }
  })
})
