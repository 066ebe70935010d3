import { registerHooks } from 'node:module'

/** Preloaded into a process by a test: from here on, the domain's code fails to load, as after a bad release. */
registerHooks({
  resolve(specifier, context, nextResolve) {
    if (/^@aura-sign\/(identity|demo-site|worker|jobs)$/.test(specifier)) throw new Error(`${specifier} is broken`)
    return nextResolve(specifier, context)
  },
})
