import { defineErrors, exitCodes } from '../define.ts'

export const cliErrors = defineErrors({
  usage: {
    status: 400,
    exitCode: exitCodes.usage,
    message: '{detail}',
    hint: 'Run the command with --help to see what it takes.',
  },
  page_build_failed: {
    status: 500,
    exitCode: exitCodes.failed,
    message: 'the page could not be built: {detail}',
    hint: 'Run "pnpm build" to see the whole output.',
  },
  stop_timed_out: {
    status: 500,
    exitCode: exitCodes.failed,
    message: 'the stack did not stop within {seconds} seconds',
    hint: 'Nothing acknowledged is lost when you end the process with "kill -9"; the next start recovers.',
  },
  test_tool_missing: {
    status: 500,
    exitCode: exitCodes.missing,
    message: 'the tests need {tool}, which is not installed',
    hint: 'Install it with: {command}',
  },
})
