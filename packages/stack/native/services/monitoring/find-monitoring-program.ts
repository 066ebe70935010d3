import { findProgram } from '../find-program.ts'

/** Debian gives the programs of Prometheus a prefix, others do not. */
export async function findMonitoringProgram(names: readonly string[]): Promise<string | null> {
  for (const name of names) {
    const program = await findProgram(name)
    if (program !== null) return program
  }
  return null
}

/** Why a service of the monitoring cannot run here; null when it can. The others run without it. */
export async function missingProgram(names: readonly string[]): Promise<string | null> {
  if ((await findMonitoringProgram(names)) !== null) return null
  return `${names.join(' or ')} is not installed`
}
