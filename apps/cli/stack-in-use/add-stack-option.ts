import { type Command, Option } from 'commander'

export const stackKinds = ['embedded', 'native', 'compose', 'own'] as const

export interface StackFlag {
  stack?: (typeof stackKinds)[number]
}

export function addStackOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--stack <kind>',
      'which stack; default: the one that runs here, else what the environment names',
    ).choices(stackKinds),
  )
}
