import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export interface PortHolder {
  readonly pid: number
  /** Of its program. */
  readonly name: string
  /** Its command line, shortened. */
  readonly command: string
}

const commandLengthMax = 60

/** The process that listens on a port, as far as the kernel tells this user; null when it does not (Linux: proc(5)). */
export function portHolder(port: number): PortHolder | null {
  const sockets = listeningSockets(port)
  if (sockets.size === 0) return null
  for (const pid of entries('/proc').filter((name) => /^\d+$/.test(name))) {
    for (const descriptor of entries(`/proc/${pid}/fd`)) {
      if (sockets.has(linkOf(`/proc/${pid}/fd/${descriptor}`))) return holderOf(pid)
    }
  }
  return null
}

/** proc_net_tcp(5): local address and port in hex, state 0A is LISTEN, the tenth field is the inode. */
function listeningSockets(port: number): Set<string> {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) => read(path).split('\n'))
  const fields = lines.map((line) => line.trim().split(/\s+/))
  const listening = fields.filter(([, local, , state]) => local?.endsWith(wanted) && state === '0A')
  return new Set(listening.map((line) => `socket:[${line[9]}]`))
}

function holderOf(pid: string): PortHolder {
  const name = read(`/proc/${pid}/comm`).trim() || 'a program'
  const words = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim()
  return { pid: Number(pid), name, command: (words || name).slice(0, commandLengthMax) }
}

function entries(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
