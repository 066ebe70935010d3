export { parseWorkerConfig, type WorkerConfig, workerConfigSchema } from './config.ts'
export { type RunningWorker, startWorker, type WorkerDependencies } from './start-worker.ts'
