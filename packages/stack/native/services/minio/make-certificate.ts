import { stat } from 'node:fs/promises'
import type { ServiceContext } from '../../service.ts'
import { findProgram } from '../find-program.ts'
import { runProgram } from '../run-program.ts'
import { cephFiles } from './ceph-files.ts'

const timeoutMs = 30_000
const validDays = 3650

/** Key before certificate: whoever finds the certificate finds both. The names in "$@" are openssl's words. */
const making =
  'umask 077; "$@" && mv -f certificate-key.new certificate-key.pem && mv -f certificate.new certificate.pem'

/**
 * Makes the gateway a certificate of its own, once, for the loopback address: pgBackRest before 2.58 speaks S3 over TLS only, and
 * takes the name of the host from its DNS names alone. Without openssl there is none, and nothing but those is missing it.
 */
export async function makeCertificate(context: ServiceContext): Promise<void> {
  const { root, certificate } = cephFiles(context)
  if (await stat(certificate).catch(() => null)) return
  const openssl = await findProgram('openssl')
  if (openssl === null) return
  const request = [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-batch'],
    ...['-days', String(validDays), '-subj', '/CN=127.0.0.1'],
    ...['-addext', 'subjectAltName=DNS:127.0.0.1,DNS:localhost,IP:127.0.0.1'],
    ...['-keyout', 'certificate-key.new', '-out', 'certificate.new'],
  ]
  const words = ['-c', making, 'sh', openssl, ...request]
  await runProgram('/bin/sh', words, { user: context.user, workingDirectory: root, timeoutMs })
}
