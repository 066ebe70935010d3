import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

export interface AlertRule {
  alert: string
  expr: string
  labels?: Record<string, string>
  annotations?: Record<string, string>
}

export interface RuleFile {
  groups: { name: string; rules: AlertRule[] }[]
}

export interface AlertTestFile {
  tests: { name: string; alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[]
}

/** `infra/prometheus` of this checkout. */
export const prometheusDirectory = fileURLToPath(new URL('../../../infra/prometheus', import.meta.url))

/** The parsed YAML files of one of its folders, by name. */
export function readYamlFiles<T>(folder: 'alerts' | 'tests'): Map<string, T> {
  const directory = join(prometheusDirectory, folder)
  const names = readdirSync(directory).filter((name) => name.endsWith('.yml'))
  return new Map(names.sort().map((name) => [name, parse(readFileSync(join(directory, name), 'utf8'))]))
}

export function readAlerts(): AlertRule[] {
  const files = readYamlFiles<RuleFile>('alerts').values()
  return [...files].flatMap(({ groups }) => groups).flatMap(({ rules }) => rules)
}
