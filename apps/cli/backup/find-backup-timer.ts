import { programOutput } from '../programs/program-output.ts'

const timer = 'aura-backup.timer'

/** The timer of systemd that makes backups on this machine, when it is active; null where there is none. */
export async function findBackupTimer(): Promise<string | null> {
  // Where there is no systemd, nothing or something else is said.
  return (await programOutput('systemctl', ['is-active', timer])) === 'active' ? `${timer} of systemd` : null
}
