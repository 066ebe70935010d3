import { readdirSync, readFileSync } from 'node:fs'

const mebibyteKib = 1_024

/** Resident memory of a process and all that descend from it, in MiB; 0 when it is gone (proc_pid_status(5)). */
export function sumProcessTree(pid: number): number {
  const children = childrenByParent()
  let kib = 0
  const left = [pid]
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    kib += residentKib(next)
    left.push(...(children.get(next) ?? []))
  }
  return kib / mebibyteKib
}

/** Not the kernel's own lists of children: those belong to threads, and not every kernel has them. */
function childrenByParent(): Map<number, number[]> {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    // The name of the program stands in brackets, which it may hold itself.
    const [, parent] = /^.*\) . (\d+) /s.exec(readIfThere(`/proc/${name}/stat`)) ?? []
    if (parent === undefined) continue
    const siblings = children.get(Number(parent)) ?? []
    siblings.push(Number(name))
    children.set(Number(parent), siblings)
  }
  return children
}

function residentKib(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readIfThere(`/proc/${pid}/status`))?.[1] ?? 0)
}

/** A process may end between two looks. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
