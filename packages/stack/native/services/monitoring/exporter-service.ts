import type { StackPorts } from '../../ports.ts'
import type { Service, ServiceContext, ServiceFile, ServiceName } from '../../service.ts'
import { checkPage } from './check-page.ts'
import { findMonitoringProgram, missingProgram } from './find-monitoring-program.ts'

const startTimeoutMs = 15_000

/** An exporter: one program that shows on loopback what it reads. */
export function exporterService(options: {
  name: ServiceName
  /** Names under which it may be installed. */
  programs: readonly string[]
  port: keyof StackPorts
  words: (context: ServiceContext) => readonly string[]
  environment?: (context: ServiceContext) => Readonly<Record<string, string>>
  files?: (context: ServiceContext) => readonly ServiceFile[]
  /** Begins a line of its metrics, and of nobody else's. */
  metric: string
}): Service {
  const { name, programs, port } = options
  return {
    name,
    dependsOn: [],
    port,
    ports: [port],
    startTimeoutMs,
    missing: () => missingProgram(programs),
    prepare: async () => undefined,
    files: async (context) => options.files?.(context) ?? [],
    processes: async (context) => [
      {
        name,
        program: (await findMonitoringProgram(programs)) ?? name,
        words: options.words(context),
        ...(options.environment && { environment: options.environment(context) }),
        workingDirectory: context.directory,
        runsAs: 'stack',
      },
    ],
    check: (context) => checkPage(context, { service: name, port, path: '/metrics', includes: `\n${options.metric}` }),
  }
}
