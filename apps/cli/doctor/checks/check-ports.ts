import type { PortFact } from '../facts/port-facts.ts'
import { type Finding, ok, warn } from '../finding.ts'

/** Every port is free, ours, or named with whoever has it; `ours` are the processes of the stack in use. */
export function checkPorts(facts: readonly PortFact[], options: { ours: readonly number[] }): Finding[] {
  const taken = facts.filter(({ holder }) => holder !== null && !isOurs(holder.pid, options.ours))
  if (taken.length === 0) {
    const own = facts.filter(({ holder }) => holder !== null).length
    return [ok('ports', own === 0 ? `all ${facts.length} free` : `${own} held by this stack, the others free`)]
  }
  return taken.map(({ variable, port, holder }) =>
    warn(
      `port ${port}`,
      `taken by ${nameOf(holder?.pid ?? null, holder?.command ?? null)}`,
      `Stop what listens there if it should not, or set ${variable} to another port.`,
    ),
  )
}

function isOurs(pid: number | null, ours: readonly number[]): boolean {
  return pid !== null && ours.includes(pid)
}

function nameOf(pid: number | null, command: string | null): string {
  if (pid === null) return 'another program'
  return command === null ? `process ${pid}` : `process ${pid} (${command})`
}
