import { expect, it } from 'vitest'
import { addedVariables, withVariables } from './environment.ts'

it('a value that is set takes the place of the file and the command that gave it before', () => {
  const before = { URL: 'old', URL_FILE: '/old', KEY_COMMAND: 'old', OTHER_FILE: '/kept' }
  expect(withVariables(before, { URL: 'new', KEY: 'new' })).toEqual({ URL: 'new', KEY: 'new', OTHER_FILE: '/kept' })
})

it('a file adds what is not set, and nothing that the shell gives in another way', () => {
  const file = { URL_COMMAND: 'vault', KEY: 'file', KEPT: 'file', EMPTY: 'file', LOG_FILE: '/log' }
  const shell = { URL: 'shell', KEY_FILE: '/shell', EMPTY: '' }
  expect(addedVariables(shell, file)).toEqual({ KEPT: 'file', LOG_FILE: '/log' })
})
