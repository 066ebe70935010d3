import { chown, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServiceContext, ServiceProcess } from '../../service.ts'
import type { ObjectServer } from './choose-server.ts'

export async function makeMinioStore(context: ServiceContext): Promise<void> {
  const data = dataOf(context)
  await mkdir(data, { recursive: true, mode: 0o700 })
  if (context.user) await chown(data, context.user.uid, context.user.gid)
}

export function minioProcesses(
  context: ServiceContext,
  { program }: Extract<ObjectServer, { kind: 'minio' }>,
): readonly ServiceProcess[] {
  const { accessKeyId, secretAccessKey } = context.secrets.s3Operator
  return [
    {
      name: 'minio',
      program,
      words: ['server', '--address', `127.0.0.1:${context.ports.S3_PORT}`, dataOf(context)],
      environment: {
        MINIO_ROOT_USER: accessKeyId,
        MINIO_ROOT_PASSWORD: secretAccessKey,
        MINIO_BROWSER: 'off',
        MINIO_UPDATE: 'off',
        MINIO_CONFIG_DIR: join(context.directory, 'minio-config'),
      },
      workingDirectory: context.directory,
      runsAs: 'stack',
    },
  ]
}

function dataOf({ directory }: ServiceContext): string {
  return join(directory, 'minio')
}
