import { AuraError } from '@aura-sign/core'
import { isCancel, text } from '@clack/prompts'

/** Resolves once the operator has typed the name, on the command line or at the prompt; throws `confirmation_missing`. */
export async function confirm(options: {
  name: string
  given: string | undefined
  interactive: boolean
}): Promise<void> {
  const { name, given, interactive } = options
  if (given === name) return
  const refused = new AuraError('confirmation_missing', { target: name })
  if (given !== undefined || !interactive) throw refused
  const typed = await text({ message: `Type the name ${name} to confirm`, output: process.stderr })
  if (isCancel(typed) || typed !== name) throw refused
}
