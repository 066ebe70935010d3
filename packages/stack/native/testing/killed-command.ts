import { openNativeStack } from '../open-native-stack.ts'
import { spawnProcess } from '../process/spawn-process.ts'
import { serverService } from './test-stack.ts'

/** A command that is killed at a bad moment: argv holds the moment and the directory of a stack. */
const [moment, directory = '', diary = ''] = process.argv.slice(2)
const die = () => process.kill(process.pid, 'SIGKILL')

if (moment === 'before-recording') {
  await spawnProcess({
    name: 'redis',
    program: '/bin/sh',
    words: ['-c', 'echo started >>"$DIARY"; exec sleep 600'],
    environment: { PATH: process.env.PATH ?? '', DIARY: diary, AURA_STACK_PROCESS: `${directory}/redis` },
    workingDirectory: directory,
    user: null,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 1_000,
    logFile: `${directory}/redis.log`,
    record: die,
  })
} else {
  // Never well: the command waits for it until it is killed.
  const stack = await openNativeStack({
    directory,
    projectDirectory: directory,
    services: [
      serverService('redis', 'REDIS_PORT', { diary }),
      serverService('postgres', 'POSTGRES_PORT', {
        diary,
        mode: 'sick',
        dependsOn: ['redis'],
        startTimeoutMs: 600_000,
      }),
    ],
    environment: { PATH: process.env.PATH, HOME: process.env.HOME, AURA_SERVICE_USER: 'nobody' },
    freePorts: true,
  })
  await stack.up()
}
