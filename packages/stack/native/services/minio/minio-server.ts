import { join } from 'node:path'
import type { ServiceContext, ServiceProcess } from '../../service.ts'
import { makeServiceFolder } from '../make-service-folder.ts'
import type { ObjectServer } from './choose-server.ts'

export async function makeMinioStore(context: ServiceContext): Promise<void> {
  await makeServiceFolder(dataOf(context), context.user)
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

/** What the server makes at its first start. */
export function minioDataFiles(context: ServiceContext): readonly string[] {
  return [join(dataOf(context), '.minio.sys', 'format.json')]
}

function dataOf({ directory }: ServiceContext): string {
  return join(directory, 'minio')
}
