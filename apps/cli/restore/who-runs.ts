import { hostname, userInfo } from 'node:os'

/** Account and machine of whoever runs this command, for the recovery journal. */
export function whoRuns(): string {
  return `${accountName()}@${hostname()}`
}

/** A container may run as a number that no account has. */
function accountName(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? 'unknown')
  }
}
