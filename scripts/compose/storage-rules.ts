import { type ComposeRule, serviceOf, setVariable, sources } from './compose-rule.ts'

/** Room for what does not fit into memory, and for what has to. */
export const storageRules: readonly ComposeRule[] = [
  {
    name: 'shared memory holds maintenance_work_mem',
    violations: (file) => {
      const postgres = file.services.postgres
      const setting = postgres?.command?.map((word) => /^maintenance_work_mem=(.*)$/.exec(word)?.[1]).find(Boolean)
      const needed = megabytes(setting)
      return needed > 0 && megabytes(postgres?.shm_size) >= needed ? [] : ['postgres']
    },
    plant: (file) => {
      serviceOf(file, 'postgres').shm_size = '64mb'
    },
  },
  {
    name: 'a dump waits for its store on a volume of the guardian alone',
    violations: (file) => {
      const directory = file.services.guardian?.environment?.TMPDIR
      const volume = file.services.guardian?.volumes?.find((mount) => mount.split(':')[1] === directory)?.split(':')[0]
      const users = Object.values(file.services).filter((service) => sources(service).includes(volume ?? ''))
      return volume !== undefined && volume in file.volumes && users.length === 1 ? [] : ['guardian']
    },
    plant: (file) => {
      setVariable(file, 'guardian', { TMPDIR: '/tmp' })
    },
  },
]

function megabytes(size: string | undefined): number {
  const [, amount, unit] = /^(\d+)(mb?|gb?)$/i.exec(size ?? '') ?? []
  return Number(amount ?? 0) * (unit?.toLowerCase().startsWith('g') ? 1024 : 1)
}
