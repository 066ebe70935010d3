import { resolve } from 'node:path'
import { systemClock } from '@aura-sign/core'
import { recipientFingerprint, writeIdentityFile } from '@aura-sign/recovery'
import type { Command } from 'commander'

export function registerSecretsKeygen(secrets: Command): void {
  secrets
    .command('keygen')
    .description('make an identity, which opens what is encrypted for its recipient; prints the recipient')
    .option('-o, --output <file>', 'where the identity goes', 'aura-identity.txt')
    .action(async ({ output }: { output: string }) => {
      const path = resolve(output)
      const recipient = await writeIdentityFile(path, { now: systemClock.now() })
      process.stdout.write(`${recipient}\n`)
      process.stderr.write(
        `aura: the identity is in ${path}; fingerprint of its recipient: ${recipientFingerprint(recipient)}\n` +
          '  Without it nothing that is encrypted for it can be read again, by anybody. Now:\n' +
          '  1. copy the file to two places that do not fail together: a password manager, and a print on paper in a safe;\n' +
          '  2. read one of the copies back: ./aura secrets show --identity COPY;\n' +
          '  3. delete the file here: a machine that makes backups must not be able to read them;\n' +
          '  4. set SECRETS_RECIPIENTS and BACKUP_RECIPIENTS in .env to the recipient, then run ./aura secrets export.\n',
      )
    })
}
