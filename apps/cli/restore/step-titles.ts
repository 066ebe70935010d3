import type { RestoreStep } from '@aura-sign/recovery'

/** Steps of a restore as progress names them. */
export const stepTitles: Record<RestoreStep, string> = {
  'verify-backup': 'verify backup',
  prepare: 'new database',
  load: 'load',
  compare: 'compare',
  'end-trust': 'end trust',
  promote: 'promote',
}
