import { defineErrors, exitCodes } from '../define.ts'

export const composeErrors = defineErrors({
  docker_missing: {
    status: 500,
    exitCode: exitCodes.missing,
    message: 'the compose stack needs docker with its compose plugin, and they are not installed',
    hint: 'Install them, or use the services of this machine with "./aura stack --stack native".',
  },
  docker_engine_unreachable: {
    status: 503,
    exitCode: exitCodes.unavailable,
    message: "docker's engine cannot be asked: {detail}",
    hint: 'Start the engine and check that this user may use it, or use "./aura stack --stack native".',
  },
  compose_secret_missing: {
    status: 500,
    exitCode: exitCodes.missing,
    message: 'the compose stack has no secret {path}',
    hint: 'Make it with "sudo scripts/make_compose_secrets.sh", which keeps those that are there, or name another stack with --stack.',
  },
  compose_secret_unreadable: {
    status: 500,
    exitCode: exitCodes.permission,
    message: "the compose stack's secret {path} cannot be read by this user",
    hint: 'Run the command with sudo: each secret belongs to the user in its container.',
  },
  stack_without_services: {
    status: 400,
    exitCode: exitCodes.usage,
    message: 'the embedded stack is one process and has no services to start or stop by name',
    hint: 'Start it with "./aura up" and stop it with "./aura down".',
  },
})
