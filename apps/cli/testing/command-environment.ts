/** What a command that a test starts gets of this process's environment: where programs are, and what Node has compiled. */
export function commandEnvironment(): Record<string, string> {
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE } = process.env
  // A backup that nobody asked for would meet those that a test asks for.
  return { PATH, HOME, GUARDIAN_SCHEDULE: 'off', ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }) }
}
