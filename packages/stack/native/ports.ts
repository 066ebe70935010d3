/** Ports of a stack, by the variable that sets each; the values are the runbook's. */
export const defaultPorts = {
  PORT: 3000,
  GRAFANA_PORT: 3001,
  POSTGRES_PORT: 5432,
  REDIS_PORT: 6379,
  S3_PORT: 9000,
  S3_TLS_PORT: 9443,
  PROMETHEUS_PORT: 9090,
  ALERTMANAGER_PORT: 9093,
  NODE_EXPORTER_PORT: 9100,
  REDIS_EXPORTER_PORT: 9121,
  POSTGRES_EXPORTER_PORT: 9187,
  SITE_METRICS_PORT: 9464,
  WORKER_METRICS_PORT: 9465,
  GUARDIAN_METRICS_PORT: 9466,
  GUARDIAN_PORT: 9467,
}

export type PortName = keyof typeof defaultPorts

export const portNames = Object.keys(defaultPorts) as PortName[]

/** Ports in use; every service listens on loopback only. */
export type StackPorts = Readonly<Record<PortName, number>>
