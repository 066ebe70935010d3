import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { type AlertTestFile, prometheusDirectory, readAlerts, readYamlFiles } from './testing/read-alerts.ts'

const timeoutMs = 30_000
let directory: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aura-alerts-'))
  await cp(prometheusDirectory, directory, { recursive: true })
})
afterAll(() => rm(directory, { recursive: true }))

const promtool = (words: string[]) => promisify(execFile)('promtool', words, { cwd: directory, timeout: timeoutMs })
const testFiles = async () => (await readdir(join(directory, 'tests'))).map((name) => join('tests', name))

/** Whether its own tests still pass when an alert has another expression; the other alerts are left out for speed. */
async function passesWith(alert: string, change: (expr: string) => string): Promise<boolean> {
  const files = [...readYamlFiles<AlertTestFile>('tests').values()]
  const tests = files.flatMap((file) => file.tests).filter((test) => isOf(test, alert))
  const rules = alerts.filter((rule) => rule.alert === alert).map((rule) => ({ ...rule, expr: change(rule.expr) }))
  await writeFile(join(directory, 'rules.yml'), stringify({ groups: [{ name: 'changed', rules }] }))
  await writeFile(
    join(directory, 'changed.test.yml'),
    stringify({ rule_files: ['rules.yml'], evaluation_interval: '15s', tests }),
  )
  return promtool(['test', 'rules', 'changed.test.yml']).then(
    () => true,
    (error) => {
      if (!/FAILED/.test(String(error.stdout) + String(error.stderr))) throw error
      return false
    },
  )
}

function isOf(test: AlertTestFile['tests'][number], alert: string): boolean {
  return test.alert_rule_test.some(({ alertname }) => alertname === alert)
}

const alerts = readAlerts()
/** Alerts with a threshold that is not 0, and what a bound half as strict looks like. */
const thresholds = alerts.flatMap(({ alert, expr }): [string, string, string][] => {
  const [found, comparison, number] = /([<>]) ([0-9.]+)(?= |$)/.exec(expr) ?? []
  if (!found || !number || Number(number) === 0) return []
  return [[alert, found, `${comparison} ${comparison === '>' ? Number(number) * 2 : Number(number) / 2}`]]
})

describe('promtool', () => {
  it('accepts the configuration with its rules', async () => {
    await expect(promtool(['check', 'config', 'prometheus.yml'])).resolves.toMatchObject({
      stdout: expect.stringMatching(/4 rule files found/),
    })
  })

  it('sees every alert fire and stay quiet', async () => {
    await expect(promtool(['test', 'rules', ...(await testFiles())])).resolves.toBeDefined()
  })

  it.each(alerts.map(({ alert }) => alert))(
    'sees %s fail its tests when it always fires, and when it never does',
    async (alert) => {
      expect(await passesWith(alert, (expr) => expr)).toBe(true)
      expect(await passesWith(alert, () => 'vector(1)')).toBe(false)
      expect(await passesWith(alert, () => 'vector(1) < 0')).toBe(false)
    },
  )

  it.each(thresholds)('sees %s fail its tests with another threshold than %s', async (alert, found, other) => {
    expect(await passesWith(alert, (expr) => expr.replace(found, other))).toBe(false)
  })

  it('knows the thresholds of the runbook', () => {
    expect(thresholds.map(([alert]) => alert)).toEqual(
      expect.arrayContaining([
        'DatabaseQueriesSlow',
        'DiskSpaceLow',
        'WorkerQueueDeep',
        'RedisMemoryHigh',
        'BackupTooOld',
      ]),
    )
  })
})
