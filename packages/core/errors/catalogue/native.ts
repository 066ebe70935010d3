import { defineErrors, exitCodes } from '../define.ts'

export const nativeErrors = defineErrors({
  native_service_failed: {
    status: 503,
    exitCode: exitCodes.failed,
    message: 'the service {service} did not start: {reason}',
    hint: 'Correct what the end of {log} says, then run the command again: {tail}',
  },
  native_process_failed: {
    status: 500,
    exitCode: exitCodes.failed,
    message: 'the process {process} could not be started: {detail}',
    hint: 'Check that the program and its working directory exist and may be used, then run the command again.',
  },
  native_process_not_ours: {
    status: 500,
    exitCode: exitCodes.permission,
    message: 'process {pid} belongs to another user and cannot be signalled',
    hint: 'Run the command as the user who started the stack.',
  },
  native_process_stays: {
    status: 500,
    exitCode: exitCodes.failed,
    message: 'the process {process} (pid {pid}) does not end, not even when it is killed',
    hint: 'Look with "ps -o stat,wchan -p {pid}" what it waits for, mostly a disk that does not answer, and stop it again later.',
  },
  native_service_missing: {
    status: 503,
    exitCode: exitCodes.missing,
    message: 'the service {service} cannot run here: {reason}',
    hint: 'Install what is missing with scripts/install_native_services.sh, then run the command again.',
  },
  native_service_not_made: {
    status: 500,
    exitCode: exitCodes.missing,
    message: 'the service {service} has not been made yet',
    hint: 'Make and start it with "./aura stack up -d {service}".',
  },
  native_stack_runs: {
    status: 500,
    exitCode: exitCodes.usage,
    message: 'what runs in {path} is the native stack, which is stopped by services',
    hint: 'Stop it with "./aura stack down".',
  },
  native_stack_busy: {
    status: 503,
    exitCode: exitCodes.locked,
    message: 'the stack in {path} is being changed by process {pid}',
    hint: 'Wait for that command to end, then run this one again.',
  },
  native_directory_foreign: {
    status: 500,
    exitCode: exitCodes.refused,
    message: 'the directory {path} does not look like that of a native stack, so it was not deleted',
    hint: 'Look what is in it; delete it yourself if nothing of it is needed.',
  },
  native_ports_taken: {
    status: 500,
    exitCode: exitCodes.unavailable,
    message: 'these ports are taken: {list}',
    hint: 'Stop what listens there, set the variables named in parentheses to other ports, or take free ones with "./aura stack up -d --free-ports".',
  },
  native_ports_damaged: {
    status: 500,
    exitCode: exitCodes.corrupt,
    message: 'the file {path}, which says on which ports this stack runs, is damaged or cannot be read',
    hint: 'Stop the stack with "./aura stack down" and move the file away; "./aura stack up -d" writes it anew.',
  },
  no_free_ports: {
    status: 500,
    exitCode: exitCodes.unavailable,
    message: 'no free ports were found from 20000 to 31999',
    hint: 'Remove stacks that are no longer needed with "./aura stack down -v", or set the ports yourself.',
  },
  port_claims_foreign: {
    status: 500,
    exitCode: exitCodes.permission,
    message: '{path}, where stacks say which ports they have taken, is not a directory of yours alone',
    hint: 'Look who made it with "ls -ld {path}" and remove it, or set TMPDIR to a directory of your own.',
  },
  disk_nearly_full: {
    status: 500,
    exitCode: exitCodes.unavailable,
    message: 'the disk of {path} has {freeMebibytes} MiB free, and {wantedMebibytes} MiB are needed to start',
    hint: 'Free some space there, or set AURA_DATA_DIR to a directory on another disk.',
  },
  service_user_missing: {
    status: 500,
    exitCode: exitCodes.missing,
    message: 'the services need an unprivileged user, and "{user}" is not one of this machine',
    hint: 'Make it with scripts/install_native_services.sh, or name another one in AURA_SERVICE_USER.',
  },
})
