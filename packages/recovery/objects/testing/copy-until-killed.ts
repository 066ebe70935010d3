import { systemClock } from '@aura-sign/core'
import { type ObjectStore, openObjectStore } from '@aura-sign/object-store'
import { backupObjects } from '../backup-objects.ts'
import { restoreObjects } from '../restore-objects.ts'
import { planted } from './object-stores.ts'

/** Copies or restores in a process of its own, which kills itself at the change to a store that `KILL_AT` counts; ends with 0 when there are fewer. */
const { OBJECTS_URL = '', BACKUPS_URL = '', KILL_AT = '', WHAT = '' } = process.env
let changes = 0

function counted(store: ObjectStore): ObjectStore {
  const count = <T extends unknown[], R>(change: (...words: T) => Promise<R>) => {
    return async (...words: T): Promise<R> => {
      changes += 1
      if (changes === Number(KILL_AT)) process.kill(process.pid, 'SIGKILL')
      return await change(...words)
    }
  }
  return planted(store, {
    put: count(store.put.bind(store)),
    putIfAbsent: count(store.putIfAbsent.bind(store)),
    copy: count(store.copy.bind(store)),
    delete: count(store.delete.bind(store)),
    deleteMany: count(store.deleteMany.bind(store)),
  })
}

const stores = { objects: counted(openObjectStore(OBJECTS_URL)), backups: counted(openObjectStore(BACKUPS_URL)) }
if (WHAT === 'backup') await backupObjects({ ...stores, clock: systemClock, keepDays: 30 })
else await restoreObjects({ ...stores, clock: systemClock, overwrite: true, approve: async () => true })
