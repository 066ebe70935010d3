import { readCString } from './frontend-messages.ts'

/** What the first packet of a connection asks for (PostgreSQL 18, 54.2.1 and 54.7). */
export type StartupPacket =
  | { readonly kind: 'ssl' }
  | { readonly kind: 'gss' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'startup'; readonly minor: number; readonly parameters: ReadonlyMap<string, string> }

export function parseStartupPacket(bytes: Buffer): StartupPacket {
  const code = bytes.readInt32BE(4)
  if (code === 80877103) return { kind: 'ssl' }
  if (code === 80877104) return { kind: 'gss' }
  if (code === 80877102) return { kind: 'cancel' }
  if (code >>> 16 !== 3) return { kind: 'unsupported' }
  return { kind: 'startup', minor: code & 0xffff, parameters: parseParameters(bytes) }
}

function parseParameters(bytes: Buffer): Map<string, string> {
  const parameters = new Map<string, string>()
  let offset = 8
  while (offset < bytes.length && bytes[offset] !== 0) {
    const name = readCString(bytes, offset)
    const value = readCString(bytes, name.next)
    parameters.set(name.value, value.value)
    offset = value.next
  }
  return parameters
}

/** Settings in a startup packet's `options`: `-c name=value` and `--name=value`, a backslash escapes a space. */
export function parseStartupOptions(options: string): Map<string, string> | undefined {
  const words = [...options.matchAll(/(?:\\.|\S)+/gs)].map(([word]) => word.replace(/\\(.)/gs, '$1'))
  const settings = new Map<string, string>()
  for (let index = 0; index < words.length; index++) {
    let assignment = words[index] ?? ''
    if (assignment === '-c') assignment = words[++index] ?? ''
    else if (assignment.startsWith('-c')) assignment = assignment.slice(2)
    else if (assignment.startsWith('--')) assignment = assignment.slice(2)
    else return undefined
    const [, name, value] = /^([A-Za-z_][\w.-]*)=(.*)$/s.exec(assignment) ?? []
    if (name === undefined || value === undefined) return undefined
    settings.set(name.replaceAll('-', '_'), value)
  }
  return settings
}
