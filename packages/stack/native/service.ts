import type { NativeSecrets } from './native-secrets.ts'
import type { StackPorts } from './ports.ts'
import type { ServiceUser } from './service-user.ts'

/** The services of a stack, by the names that docker-compose.yml gives them. */
export const serviceNames = [
  'postgres',
  'redis',
  'minio',
  'pgbackrest',
  'migrate',
  'demo-site',
  'worker',
  'guardian',
  'prometheus',
  'alertmanager',
  'grafana',
  'node-exporter',
  'postgres-exporter',
  'redis-exporter',
] as const

export type ServiceName = (typeof serviceNames)[number]

/** What a service works with. */
export interface ServiceContext {
  /** The checkout: programs of our own and the files of `infra/`. */
  readonly projectDirectory: string
  /** Holds everything of the stack; readable by `user`. */
  readonly stackDirectory: string
  /** This service's own directory below it; made, and owned by `user`, before `prepare`. */
  readonly directory: string
  readonly ports: StackPorts
  readonly secrets: NativeSecrets
  /** Who the processes run as when that is not who asks; null: the same. */
  readonly user: ServiceUser | null
  /** The services that this stack has: those that were ever started, and those about to be. */
  readonly services: ReadonlySet<ServiceName>
}

/** One file that a service is started with; holds secrets as it likes, for only its user can read it. */
export interface ServiceFile {
  readonly path: string
  readonly text: string
}

/** One program that runs until it is stopped. */
export interface ServiceProcess {
  /** Unique in the stack; names its log and its record. */
  readonly name: string
  readonly program: string
  readonly words: readonly string[]
  /** The whole environment beside PATH, HOME, LC_ALL and TZ. */
  readonly environment?: Readonly<Record<string, string>>
  readonly workingDirectory: string
  /** `stack`: the unprivileged user when there is one; `caller`: whoever runs the command (our own programs). */
  readonly runsAs: 'stack' | 'caller'
  /** What asks it to end in order; default SIGTERM. */
  readonly stopSignal?: NodeJS.Signals
  /** How long that may take before it is killed; default 15 s. */
  readonly stopTimeoutMs?: number
  /** Runs before it starts, while the service's earlier processes are up. Has to be idempotent. */
  readonly before?: () => Promise<void>
}

/** One service: how it is made ready, started and known to be well. */
export interface Service {
  readonly name: ServiceName
  /** Have to be healthy before it starts. */
  readonly dependsOn: readonly ServiceName[]
  /** Started along with it when it is asked for by name, but not waited for: it bears that they are down. */
  readonly uses?: readonly ServiceName[]
  /** The port people know it by; absent for what nobody connects to. */
  readonly port?: keyof StackPorts
  /** Every port it listens on: checked to be free before it starts. */
  readonly ports: readonly (keyof StackPorts)[]
  /** How long it may take from its start to its first good check, and from then on to be settled. */
  readonly startTimeoutMs: number
  /** Its settings follow from which other services there are: looked at again at each `up` while it runs. */
  readonly watches?: boolean
  /** Runs to its end instead of staying up: `migrate`. */
  readonly oneOff?: boolean
  /** The rest of the stack does without it: where it fails `up` says so, and tries again the next time. */
  readonly dispensable?: boolean
  /** Why it cannot run here, as a person would say it; null when it can. What only some machines have is left out of `up`. */
  missing?(context: ServiceContext): Promise<string | null>
  /** Makes data and configuration, perhaps before what it depends on is up; has to be idempotent, also after a kill at any point. Throws an AuraError that names the next step. */
  prepare(context: ServiceContext): Promise<void>
  /** Its settings, written after `prepare` and before it starts. `up` starts one that runs with other ones anew. */
  files?(context: ServiceContext): Promise<readonly ServiceFile[]>
  /**
   * Files below `directory` that its data hold for as long as they are there. Once all were seen, a start without one of them is
   * refused: empty data in the place of lost ones would look well.
   */
  dataFiles?(context: ServiceContext): readonly string[]
  processes(context: ServiceContext): Promise<readonly ServiceProcess[]>
  /** The secrets that only a start gives it, besides those in its files and environments: `up` starts it anew for other ones. */
  startSecrets?(context: ServiceContext): readonly string[]
  /** One look: resolves when it is well, throws why it is not. Bounded by the caller. */
  check(context: ServiceContext): Promise<void>
  /**
   * Runs after each start once healthy, before what depends on it: roles, databases, buckets. Has to be idempotent: runs again
   * for as long as it throws `service_unwell`.
   */
  settle?(context: ServiceContext): Promise<void>
}
