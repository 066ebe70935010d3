import type { IConfiguration } from 'dependency-cruiser'

/** Direction: apps → {identity, recovery, stack} → {jobs, postgres, object-store} → core. */
const domain = '^packages/(identity|recovery|stack)/'
const services = '^packages/(jobs|postgres|object-store|metrics)/'
const tests = '(\\.test\\.ts$|^packages/testkit/|^apps/demo-site/browser/|/testing/)'

const configuration: IConfiguration = {
  forbidden: [
    {
      name: 'core-stands-alone',
      comment: 'Everything builds on core; if it imported anything back, nothing could be used without everything.',
      severity: 'error',
      from: { path: '^packages/core/' },
      to: { path: '^(apps|packages/(?!core/))' },
    },
    {
      name: 'services-below-domain',
      comment: 'Jobs, Postgres and the object store know nothing of identities or recovery, so both can rely on them.',
      severity: 'error',
      from: { path: services, pathNot: tests },
      to: { path: `(${domain}|^apps/)` },
    },
    {
      name: 'domain-below-apps',
      comment: 'Packages are used by several processes; only an app decides what runs together.',
      severity: 'error',
      // The client's tests run against the whole service.
      from: { path: '^packages/', pathNot: '^packages/client/(testing/|.*\\.test\\.ts$)' },
      to: { path: '^apps/' },
    },
    {
      name: 'client-stands-alone',
      comment: 'The client is published: what it imports from the workspace is nowhere to be installed from.',
      severity: 'error',
      from: { path: '^packages/client/', pathNot: tests },
      to: { path: '^(apps|packages/(?!client/))' },
    },
    {
      name: 'recovery-without-identity',
      comment: 'Recovery has to work when the domain code is broken.',
      severity: 'error',
      from: { path: '^packages/recovery/' },
      to: { path: '^packages/identity/' },
    },
    {
      name: 'identity-without-recovery',
      comment: 'Sign-in has to work whatever state backups are in.',
      severity: 'error',
      from: { path: '^packages/identity/' },
      to: { path: '^packages/recovery/' },
    },
    {
      name: 'testkit-only-in-tests',
      comment: 'Test wallets and template databases must never reach a running service.',
      severity: 'error',
      from: { pathNot: `(${tests}|vitest)` },
      to: { path: '^packages/testkit/' },
    },
    {
      name: 'page-talks-http',
      comment: 'The page runs in a browser: it knows the service by its API only.',
      severity: 'error',
      from: { path: '^apps/demo-site/web/' },
      to: { path: '^(packages/(?!(client|react)/)|apps/(?!demo-site/web/))' },
    },
    {
      name: 'no-circular',
      comment: 'In a cycle nothing can be understood or tested by itself.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that resolves to nothing fails at run time, when it is too late.',
      severity: 'error',
      from: {},
      // Of mdast there are types only.
      to: { couldNotResolve: true, pathNot: '^mdast$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|dist)/' },
    tsPreCompilationDeps: true,
    parser: 'tsc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js'],
    },
  },
}

export default configuration
