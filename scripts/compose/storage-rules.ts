import { parseS3Url } from '../../packages/object-store/s3/parse-s3-url.ts'
import { type ComposeRule, serviceOf, setVariable, sources } from './compose-rule.ts'
import { withDefaults } from './read-compose-file.ts'

/** Room for what does not fit into memory, and for what has to. */
export const storageRules: readonly ComposeRule[] = [
  {
    name: 'files of people are encrypted at rest, and the server has the key for it',
    violations: (file) => {
      const { OBJECT_STORE_URL: url = '' } = file.services['demo-site']?.environment ?? {}
      const { MINIO_KMS_SECRET_KEY_FILE: key } = file.services.minio?.environment ?? {}
      return [
        ...(parseS3Url(withDefaults(url)).encryption?.algorithm === 'AES256' ? [] : ['demo-site']),
        ...(key === '/run/secrets/minio_encryption_key' ? [] : ['minio']),
      ]
    },
    plant: (file) => {
      delete serviceOf(file, 'minio').environment?.MINIO_KMS_SECRET_KEY_FILE
    },
  },
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
