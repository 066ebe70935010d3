import { defineErrors, exitCodes } from '../define.ts'

export const configErrors = defineErrors({
  config_invalid: {
    status: 500,
    exitCode: exitCodes.usage,
    message: 'the configuration is not valid: {violations}',
    hint: 'Correct the variables named above; .env.example lists every variable with its meaning.',
  },
  secret_file_unreadable: {
    status: 500,
    exitCode: exitCodes.permission,
    message: 'the secret file {path} named by {variable} cannot be read',
    hint: 'Check that the file exists and that the user running this process may read it.',
  },
  secret_command_failed: {
    status: 500,
    exitCode: exitCodes.unavailable,
    message: 'the command in {variable} gives no secret: {detail}',
    hint: 'Run it by hand to see what it says; setting the secret itself in the shell goes before what .env says, to go on without it.',
  },
  secrets_invalid: {
    status: 500,
    exitCode: exitCodes.corrupt,
    message: 'the secrets file {path} is damaged',
    hint: 'Restore it from your copy; without one, move it away: the next "up" makes new secrets, and what is stored stays.',
  },
  secrets_unreadable: {
    status: 500,
    exitCode: exitCodes.permission,
    message: 'the secrets file {path} cannot be read by this user',
    hint: 'Run the command as the user who started the stack first, or give the file to this user.',
  },
})
