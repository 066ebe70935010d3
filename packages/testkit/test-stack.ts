/** Which database the integration tests of this run are about; `vitest.config.ts` sets it for each project. */
export function testStack(): 'embedded' | 'native' {
  const stack = process.env.AURA_TEST_STACK ?? 'embedded'
  if (stack !== 'embedded' && stack !== 'native') throw new Error(`AURA_TEST_STACK is ${stack}: no such stack`)
  return stack
}
