import { parse } from 'yaml'

/** The parts of a compose file that are judged; values are as written, with anchors resolved. */
export interface ComposeFile {
  services: Record<string, ComposeService>
  networks: Record<string, { internal?: boolean } | null>
  volumes: Record<string, unknown>
  secrets: Record<string, { file?: string }>
}

export interface ComposeService {
  image?: string
  build?: { context: string; dockerfile?: string }
  user?: string
  restart?: string
  read_only?: boolean
  privileged?: boolean
  cap_drop?: string[]
  cap_add?: string[]
  security_opt?: string[]
  entrypoint?: string[]
  command?: string[]
  environment?: Record<string, string>
  secrets?: string[]
  ports?: string[]
  volumes?: string[]
  tmpfs?: string[]
  networks?: string[]
  depends_on?: Record<string, { condition: string }>
  healthcheck?: { test: string[] }
  shm_size?: string
  stop_grace_period?: string
  logging?: { options?: Record<string, string> }
  deploy?: { resources?: { limits?: { cpus?: string; memory?: string; pids?: number } } }
}

/** Parses a compose file; variables stay as they are written. */
export function readComposeFile(text: string): ComposeFile {
  return parse(text, { merge: true }) as ComposeFile
}

const nestingMax = 3

/** Fills in what `${NAME:-default}` gives when the variable is not set, also where the default is another such. */
export function withDefaults(text: string): string {
  let filled = text
  for (let depth = 0; depth < nestingMax; depth += 1) filled = filled.replace(/\$\{[A-Z0-9_]+:-([^{}]*)\}/g, '$1')
  return filled
}
