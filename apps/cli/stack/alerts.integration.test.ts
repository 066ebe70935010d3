import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import {
  createAlertmanagerService,
  createPostgresService,
  createPrometheusService,
  openNativeStack,
  postgresExporterService,
  readNativeStack,
  type Service,
} from '@aura-sign/stack'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { projectDirectory } from '../config.ts'
import { guardianService } from './app-services/guardian-service.ts'
import { migrateService } from './app-services/migrate-service.ts'

const alertMessage = z.object({
  alerts: z.array(
    z.object({
      status: z.enum(['firing', 'resolved']),
      labels: z.record(z.string(), z.string()),
      annotations: z.record(z.string(), z.string()),
    }),
  ),
})

const queryAnswer = z.object({ data: z.object({ result: z.array(z.unknown()) }) })

// What Alertmanager did not take, Prometheus sends again after a minute: several of those, for a machine that has more to do.
const waitMs = 240_000
const testTimeoutMs = 1_500_000

/** A directory below which the services' user can reach its own. */
function makeRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'aura-alerts-'))
  chmodSync(root, 0o711)
  return root
}

/** Keeps what Alertmanager posts. */
async function startReceiver() {
  const received: z.output<typeof alertMessage>['alerts'] = []
  const server = createServer(async (request, response) => {
    received.push(...alertMessage.parse(await json(request)).alerts)
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://127.0.0.1:${port}/alerts`, received, [Symbol.asyncDispose]: close }
}

/** The guardian with backups in a folder, which needs no S3 server. */
function guardianWithFolder(folder: string): Service {
  const guardian = guardianService({}, {})
  return {
    ...guardian,
    dependsOn: ['migrate'],
    processes: async (context) => {
      const processes = await guardian.processes(context)
      return processes.map((process) => {
        const {
          BACKUP_STORE_ACCESS_KEY_ID: _id,
          BACKUP_STORE_SECRET_ACCESS_KEY: _key,
          ...environment
        } = process.environment ?? {}
        return { ...process, environment: { ...environment, BACKUP_STORE_URL: pathToFileURL(folder).href } }
      })
    },
  }
}

describe('alerts of a real stack', () => {
  it(
    'arrive at a webhook with the section of the runbook when Postgres is killed, and are resolved when it is back',
    async () => {
      const root = makeRoot()
      await using receiver = await startReceiver()
      const directory = join(root, 'native')
      const stack = await openNativeStack({
        directory,
        projectDirectory,
        services: [
          createPostgresService({ durable: false }),
          migrateService,
          guardianWithFolder(join(root, 'backups')),
          // The same files and thresholds; only minutes become seconds.
          createPrometheusService({
            // A scrape may take as long as the time between two, and an increase needs two samples within its range.
            intervalSeconds: 2,
            changeAlerts: (text) => text.replace(/\bfor: \d+m/g, 'for: 1s').replace(/\[\d+m\]/g, '[20s]'),
          }),
          createAlertmanagerService({ webhookUrl: receiver.url, groupSeconds: 1 }),
          postgresExporterService,
        ],
        environment: { PATH: process.env.PATH, HOME: process.env.HOME },
        freePorts: true,
        dataRoot: join(root, 'shared'),
      })
      const states = (name: string, job: string) =>
        receiver.received.flatMap(({ status, labels }) =>
          labels.alertname === name && labels.job === job ? [status] : [],
        )
      try {
        await stack.up()
        const prometheusUrl = readNativeStack(directory)?.urls.prometheusUrl
        const query = async (expression: string) => {
          const answer = await fetch(`${prometheusUrl}/api/v1/query?query=${encodeURIComponent(expression)}`)
          return queryAnswer.parse(await answer.json()).data.result.length
        }
        await expect.poll(() => query('pg_up == 1 and on () aura_heartbeat_age_seconds'), { timeout: waitMs }).toBe(1)
        expect(states('DatabaseConnectionFailures', 'guardian')).toEqual([])

        await stack.kill(['postgres'])
        await expect
          .poll(() => states('DatabaseConnectionFailures', 'guardian'), { timeout: waitMs })
          .toContain('firing')
        await expect.poll(() => states('ServiceDown', 'postgres'), { timeout: waitMs }).toContain('firing')
        const alert = receiver.received.find(({ labels }) => labels.alertname === 'DatabaseConnectionFailures')
        expect(alert).toMatchObject({
          labels: { severity: 'critical' },
          annotations: {
            runbook_url: 'docs/runbooks/DR_RUNBOOK.md#databaseconnectionfailures',
            description: expect.stringMatching(/\d+ queries of guardian found no database/),
          },
        })
        expect(alert?.labels).not.toHaveProperty('runbook')

        await stack.start(['postgres'])
        await expect
          .poll(() => states('DatabaseConnectionFailures', 'guardian').at(-1), { timeout: waitMs })
          .toBe('resolved')
        await expect.poll(() => states('ServiceDown', 'postgres').at(-1), { timeout: waitMs }).toBe('resolved')
      } finally {
        await stack.down({ removeData: true })
        rmSync(root, { recursive: true })
      }
    },
    testTimeoutMs,
  )
})

describe('the exporter of Postgres', () => {
  it('gets its password from a file and in no argument', async () => {
    const root = makeRoot()
    const directory = join(root, 'native')
    const stack = await openNativeStack({
      ...{ directory, projectDirectory, services: [postgresExporterService], freePorts: true },
      environment: { PATH: process.env.PATH, HOME: process.env.HOME },
      dataRoot: join(root, 'shared'),
    })
    try {
      await stack.up()
      const [state] = await stack.ps()
      const secret = readNativeStack(directory)?.secrets.exporterPassword ?? ''
      const [pid] = state?.pids ?? []
      expect(secret.length).toBeGreaterThan(15)
      for (const file of ['cmdline', 'environ'])
        expect(readFileSync(`/proc/${pid}/${file}`, 'utf8')).not.toContain(secret)
    } finally {
      await stack.down({ removeData: true })
      rmSync(root, { recursive: true })
    }
  })
})
