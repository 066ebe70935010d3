export { parseWorkerConfig, type WorkerConfig, workerConfigSchema } from './config.ts'
export { workerNodeFlags } from './node-flags.ts'
export { type RunningWorker, startWorker, type WorkerDependencies } from './start-worker.ts'
