import { defineErrors, exitCodes } from '../define.ts'

export const serviceErrors = defineErrors({
  service_program_missing: {
    status: 500,
    exitCode: exitCodes.missing,
    message: 'the service {service} needs {program}, which is not installed',
    hint: 'Run "scripts/install_native_services.sh".',
  },
  service_setup_failed: {
    status: 500,
    exitCode: exitCodes.failed,
    message: 'the service {service} could not be made ready: {detail}',
    hint: 'Correct what it names, and look at the room and the rights in {directory}; the next start makes it anew where it broke off.',
  },
  service_unwell: {
    status: 503,
    exitCode: exitCodes.unavailable,
    message: 'the service {service} does not answer as it should: {detail}',
    hint: 'Read the end of its log with "./aura stack logs {service}".',
  },
  service_port_foreign: {
    status: 503,
    exitCode: exitCodes.unavailable,
    message: 'what answers on port {port} is not the {service} of this stack',
    hint: 'Stop what listens there, or set {variable} to another port.',
  },
  service_password_refused: {
    status: 503,
    exitCode: exitCodes.unavailable,
    message: 'what answers on port {port} takes the password that this stack has for {service} for a wrong password',
    hint: 'Run "./aura stack restart {service}", which sets it anew; if another server listens there, stop that or set {variable} to another port.',
  },
  service_data_lost: {
    status: 500,
    exitCode: exitCodes.missing,
    message: 'the data of {service} are gone: {path} held them, and they are not there',
    hint: 'Mount or put back that directory; or recover into a new one, made by "./aura stack up --new-data {service}", as docs/runbooks/DR_RUNBOOK.md says; or begin anew without any data with "./aura stack down -v".',
  },
  postgres_missing: {
    status: 500,
    exitCode: exitCodes.version,
    message: 'the stack needs Postgres 14 to 18, and {found} is installed',
    hint: 'Run "scripts/install_native_services.sh".',
  },
  pgvector_missing: {
    status: 500,
    exitCode: exitCodes.version,
    message: 'the installed Postgres {postgres} has {found}, and 0.8.0 or newer is needed',
    hint: 'Run "scripts/install_native_services.sh", which installs it or builds it.',
  },
  postgres_data_version: {
    status: 500,
    exitCode: exitCodes.version,
    message: 'the data in {path} is of Postgres {wanted}, and {found} is installed',
    hint: 'Install Postgres {wanted} with pgvector; or restore a backup into a new cluster, with this directory moved away.',
  },
  postgres_still_running: {
    status: 500,
    exitCode: exitCodes.locked,
    message: 'process {pid}, which this stack does not know, runs Postgres in {path}',
    hint: 'Stop it with "kill -INT {pid}", then run the command again.',
  },
})
