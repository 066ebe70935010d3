import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type AlertRule, type AlertTestFile, readAlerts, readYamlFiles } from './testing/read-alerts.ts'

const alerts = readAlerts()
const tests = [...readYamlFiles<AlertTestFile>('tests').values()].flatMap((file) => file.tests)
const runbook = readFileSync(new URL('../../docs/runbooks/DR_RUNBOOK.md', import.meta.url), 'utf8')
const anchors = new Set([...runbook.matchAll(/^#+ +(.+)$/gm)].map(([, heading = '']) => anchorOf(heading)))

/** As GitHub makes it of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-')
}

/** What an alert lacks, as sentences; empty when it is whole. */
function problemsOf({ alert, labels, annotations = {} }: AlertRule, cases: typeof tests): string[] {
  const own = cases.flatMap((test) => test.alert_rule_test).filter(({ alertname }) => alertname === alert)
  const anchor = annotations.runbook_url?.split('#')[1] ?? ''
  const rules: [boolean, string][] = [
    [/^([A-Z][a-z]+)+$/.test(alert), 'its name is not CamelCase'],
    [['critical', 'warning'].includes(labels?.severity ?? ''), 'it has no severity'],
    [Boolean(annotations.summary), 'it has no summary'],
    [annotations.description?.includes('$value') ?? false, 'its description lacks the value'],
    [annotations.runbook_url?.startsWith('{{ $externalLabels.runbook }}#') ?? false, 'it has no runbook_url'],
    [anchors.has(anchor), `the runbook has no section "${anchor}"`],
    [own.some(({ exp_alerts }) => exp_alerts.length > 0), 'no test sees it fire'],
    [own.some(({ exp_alerts }) => exp_alerts.length === 0), 'no test sees it stay quiet'],
  ]
  return rules.flatMap(([ok, problem]) => (ok ? [] : [problem]))
}

describe('the alerts', () => {
  it.each(alerts.map((rule) => [rule.alert, rule] as const))('%s is whole', (_, rule) => {
    expect(problemsOf(rule, tests)).toEqual([])
  })

  it('each have one for the case that there is no data', () => {
    const names = alerts.map(({ alert }) => alert)
    const alone = names.filter((name) => !name.endsWith('NoData') && !names.includes(`${name}NoData`))
    expect([names.length, alone]).toEqual([new Set(names).size, []])
  })

  it('are those of the runbook, at its thresholds', () => {
    const texts = Object.fromEntries(alerts.map(({ alert, expr }) => [alert, expr]))
    expect(texts).toMatchObject({
      DatabaseConnectionFailures: expect.stringMatching(/> 0$/),
      DatabaseQueriesSlow: expect.stringMatching(/> 1$/),
      ReplicationLag: expect.any(String),
      DiskSpaceLow: expect.stringContaining('< 0.1 '),
      WorkerQueueDeep: expect.stringMatching(/> 1000$/),
      FailedJobsIncreasing: expect.stringMatching(/> 0$/),
      RedisMemoryHigh: expect.stringMatching(/> 0.8$/),
    })
  })

  it('are found wanting without a severity, a runbook section or one of their tests', () => {
    const [rule] = alerts
    if (!rule) throw new Error('there are no alerts')
    const quiet = tests.filter(({ alert_rule_test: [first] }) => first?.exp_alerts.length === 0)
    const firing = tests.filter(({ alert_rule_test: [first] }) => first?.exp_alerts.length !== 0)
    const annotations = { ...rule.annotations, runbook_url: '{{ $externalLabels.runbook }}#nowhere' }
    expect(problemsOf({ ...rule, labels: {} }, tests)).toContain('it has no severity')
    expect(problemsOf({ ...rule, annotations }, tests)).toContain('the runbook has no section "nowhere"')
    expect(problemsOf({ ...rule, annotations: {} }, tests)).toContain('it has no runbook_url')
    expect(problemsOf(rule, quiet)).toContain('no test sees it fire')
    expect(problemsOf(rule, firing)).toContain('no test sees it stay quiet')
  })
})
