export { parseWorkerConfig, type WorkerConfig, workerConfigSchema } from './config.ts'
export { workerNodeFlags, workerNodeVariables } from './node-flags.ts'
export { type RunningWorker, startWorker, type WorkerDependencies } from './start-worker.ts'
