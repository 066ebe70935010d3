import { readdir, readFile, readlink } from 'node:fs/promises'

export interface Listener {
  readonly pid: number | null
  /** Its command line, shortened; null when it cannot be seen. */
  readonly command: string | null
}

const listening = '0A'
const commandLengthMax = 60

/** The process that listens on a TCP port, as far as /proc shows it (Linux only; proc(5), /proc/net/tcp). */
export async function findListener(port: number): Promise<Listener> {
  const inodes = await listeningInodes(port)
  const unknown = { pid: null, command: null }
  if (inodes.size === 0) return unknown
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const descriptors = await readdir(`/proc/${entry}/fd`).catch(() => [])
    for (const descriptor of descriptors) {
      const target = await readlink(`/proc/${entry}/fd/${descriptor}`).catch(() => '')
      if (inodes.has(target)) return { pid: Number(entry), command: await commandOf(entry) }
    }
  }
  return unknown
}

async function listeningInodes(port: number): Promise<Set<string>> {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const inodes = new Set<string>()
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const lines = (await readFile(table, 'utf8').catch(() => '')).split('\n').slice(1)
    for (const line of lines) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
      if (state === listening && local?.endsWith(wanted)) inodes.add(`socket:[${inode}]`)
    }
  }
  return inodes
}

async function commandOf(pid: string): Promise<string | null> {
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  const text = words.replaceAll('\0', ' ').trim()
  return text === '' ? null : text.slice(0, commandLengthMax)
}
