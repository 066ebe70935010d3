import { secret } from '@aura-sign/core'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { appEnvironment } from './app-environment.ts'

const schema = z.object({ URL: secret(), KEY: secret().optional(), TOKEN: secret().optional(), NAME: z.string() })
const { PATH } = process.env

it('an app gets what a command prints in place of the command, which it could not run', () => {
  const environment = { PATH, KEY_COMMAND: 'printenv VAULT', VAULT: 'from the vault', TOKEN_FILE: '/token', OTHER: 'x' }
  expect(appEnvironment(schema, { environment, set: {} })).toEqual({ KEY: 'from the vault', TOKEN_FILE: '/token' })
})

it('an app gets what the stack sets, and no command is run for it', () => {
  const environment = { PATH, URL_COMMAND: 'false', URL_FILE: '/nowhere', NAME_COMMAND: 'false' }
  expect(appEnvironment(schema, { environment, set: { URL: 'of the stack' } })).toEqual({ URL: 'of the stack' })
})

it('a command that fails ends the start, by the name of its variable', () => {
  const start = () => appEnvironment(schema, { environment: { PATH, KEY_COMMAND: 'false' }, set: {} })
  expect(start).toThrow(expect.objectContaining({ code: 'secret_command_failed' }))
})
