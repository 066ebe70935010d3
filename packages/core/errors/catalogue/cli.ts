import { defineErrors, exitCodes } from '../define.ts'

export const cliErrors = defineErrors({
  usage: {
    status: 400,
    exitCode: exitCodes.usage,
    message: '{detail}',
    hint: 'Run the command with --help to see what it takes.',
  },
  node_too_old: {
    status: 500,
    exitCode: exitCodes.version,
    message: 'Node {found} is too old, {wanted} or newer is needed',
    hint: 'Run ./aura, which installs the right Node by itself, or install a newer Node.',
  },
})
