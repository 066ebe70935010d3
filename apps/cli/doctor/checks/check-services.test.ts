import type { NativeServices } from '@aura-sign/stack'
import { describe, expect, it } from 'vitest'
import { checkServices } from './check-services.ts'

type Services = Pick<NativeServices, 'running' | 'standing'>

const some: Services['running'] = new Map([['postgres', []]])

describe('checkServices', () => {
  it('is content when all that was made runs, and silent where nobody can be asked', () => {
    expect(checkServices({ running: some, standing: new Map() })).toMatchObject([{ status: 'ok' }])
    expect(checkServices(null)).toEqual([])
  })

  it.each([
    ['worker', 'stopped', 'fail', /stopped/],
    ['redis', 'ended', 'fail', /ended/],
    ['prometheus', 'stopped', 'fail', /stopped/],
    ['grafana', 'stopped', 'warn', /stopped/],
    ['node-exporter', 'ended', 'warn', /ended/],
  ] as const)('finds that %s is %s', (name, state, status, detail) => {
    expect(checkServices({ running: some, standing: new Map([[name, state]]) })).toEqual([
      {
        name: `service ${name}`,
        status,
        detail: expect.stringMatching(detail),
        next: expect.stringContaining(`"./aura stack start ${name}"`),
      },
    ])
  })

  it('says once that nothing runs', () => {
    expect(checkServices({ running: new Map(), standing: new Map([['redis', 'stopped']]) })).toEqual([
      { name: 'services', status: 'fail', detail: expect.any(String), next: expect.stringContaining('stack up') },
    ])
  })
})
