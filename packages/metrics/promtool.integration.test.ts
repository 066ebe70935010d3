import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { mutateExpression } from './testing/mutate-expression.ts'
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

/**
 * Which of these expressions an alert's own tests accept in the place of its own; the other alerts are left out for speed.
 * One promtool tries them all, each as a file of its own.
 */
async function accepted(alert: string, expressions: readonly string[]): Promise<string[]> {
  const files = [...readYamlFiles<AlertTestFile>('tests').values()]
  const tests = files.flatMap((file) => file.tests).filter((test) => isOf(test, alert))
  const rule = alerts.find((one) => one.alert === alert)
  const folder = await mkdtemp(join(directory, 'changed-'))
  for (const [index, expr] of expressions.entries()) {
    const rules = { groups: [{ name: 'changed', rules: [{ ...rule, expr }] }] }
    await writeFile(join(folder, `${index}.rules.yml`), stringify(rules))
    const file = { rule_files: [`${index}.rules.yml`], evaluation_interval: '15s', tests }
    await writeFile(join(folder, `${index}.test.yml`), stringify(file))
  }
  const names = expressions.map((_, index) => join(folder, `${index}.test.yml`))
  // Ends with 1 when one of them fails. The order and the good ones are on standard output, why others failed is on the other.
  const { stdout, stderr } = await promtool(['test', 'rules', ...names]).catch((error) => error)
  const verdicts = new Map(
    [...String(stdout).matchAll(/^Unit Testing:\s+(.+)\n(\s+SUCCESS)?/gm)].map(([, name, good]) => [
      name,
      good !== undefined,
    ]),
  )
  const good = expressions.filter((_, index) => verdicts.get(names[index]) === true)
  // Anything else than an alert that is not as expected, say an expression that cannot be read, proves nothing.
  const failed = [...String(stderr).matchAll(/FAILED:\s+(name|alertname):/g)].length
  if (verdicts.size !== expressions.length || failed !== expressions.length - good.length)
    throw new Error(String(stderr))
  return good
}

function isOf(test: AlertTestFile['tests'][number], alert: string): boolean {
  return test.alert_rule_test.some(({ alertname }) => alertname === alert)
}

const alerts = readAlerts()
describe('promtool', () => {
  it('accepts the configuration with its rules', async () => {
    await expect(promtool(['check', 'config', 'prometheus.yml'])).resolves.toMatchObject({
      stdout: expect.stringContaining(`${readYamlFiles('alerts').size} rule files found`),
    })
  })

  it('sees every alert fire and stay quiet', async () => {
    await expect(promtool(['test', 'rules', ...(await testFiles())])).resolves.toBeDefined()
  })

  it.each(alerts.map(({ alert, expr }) => [alert, expr] as const))(
    'sees %s fail its tests whichever part of it is broken, and when it always or never fires',
    async (alert, expr) => {
      const broken = ['vector(1)', 'vector(1) < 0', ...mutateExpression(expr)]
      expect(await accepted(alert, [expr, ...broken])).toEqual([expr])
    },
  )

  it('breaks every alert that has more than one part, or a bound', () => {
    const whole = alerts.filter(({ expr }) => mutateExpression(expr).length === 0).map(({ expr }) => expr)
    expect(whole.filter((expr) => !/^absent\([^()]*\)$/.test(expr))).toEqual([])
  })
})
