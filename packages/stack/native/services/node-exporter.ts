import { exporterService } from './monitoring/exporter-service.ts'

/** Shows how full the disks are; the rest of the machine is not this stack's. */
export const nodeExporterService = exporterService({
  name: 'node-exporter',
  programs: ['prometheus-node-exporter', 'node_exporter'],
  port: 'NODE_EXPORTER_PORT',
  words: ({ ports }) => [
    `--web.listen-address=127.0.0.1:${ports.NODE_EXPORTER_PORT}`,
    '--collector.disable-defaults',
    '--collector.filesystem',
  ],
  metric: 'node_exporter_build_info',
})
