export { metricsConfigShape } from './metrics-config.ts'
