import type { RestoreProgress } from '@aura-sign/recovery'

/** Steps of a restore as progress names them. */
export const stepTitles: Record<RestoreProgress['step'], string> = {
  'verify-backup': 'verify backup',
  prepare: 'new database',
  load: 'load',
  index: 'vector index',
  compare: 'compare',
  'end-trust': 'end trust',
  promote: 'promote',
}
