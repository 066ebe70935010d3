import { AuraError } from '@aura-sign/core'
import { describe, expect, it } from 'vitest'
import { createMinioService } from './services/minio.ts'
import { openTestStack, type ServerOptions, serverService } from './testing/test-stack.ts'

const unwell = new AuraError('service_unwell', { service: 'redis', detail: 'it is still reading its data' })
const redis = (settle: () => Promise<void>, options: ServerOptions = {}) =>
  serverService('redis', 'REDIS_PORT', { ...options, service: { settle } })

/** Lists no buckets when it is asked for them, as an S3 server does, and is silent to everything else. */
const silentObjectServer = `
  require('node:http')
    .createServer((request, response) => {
      if (request.method !== 'GET') return console.log(request.method + ' is not answered')
      response.end('<ListAllMyBucketsResult><Buckets></Buckets></ListAllMyBucketsResult>')
    })
    .listen(Number(process.env.PORT), '127.0.0.1')`

describe('a service that is healthy', () => {
  it('is settled as soon as it can be', async () => {
    let attempts = 0
    const settle = async () => {
      attempts += 1
      if (attempts < 3) throw unwell
    }
    await using test = await openTestStack([redis(settle)])
    await test.stack.up()
    await test.stack.up()
    expect(attempts).toBe(3)
  })

  it('and never can be settled is named with the last reason and the end of its log', async () => {
    await using test = await openTestStack([redis(() => Promise.reject(unwell), { startTimeoutMs: 3_000 })])
    await expect(test.stack.up()).rejects.toMatchObject({
      code: 'native_service_failed',
      message: expect.stringMatching(/redis did not start: its settings were not taken within 3 s: .*reading its data/),
      hint: expect.stringContaining('redis says hello'),
    })
  })

  it('and ends while it is settled is named with how it ended', async () => {
    const kill = async () => {
      for (const { pid } of test.processes()) process.kill(pid, 'SIGKILL')
      throw unwell
    }
    await using test = await openTestStack([redis(kill)])
    await expect(test.stack.up()).rejects.toMatchObject({ message: expect.stringContaining('SIGKILL') })
  })

  it.each([
    ['is settled', { service: { settle: () => Promise.reject(new Error('a raw complaint')) } }],
    ['runs what comes before it', { process: { before: () => Promise.reject(new Error('a raw complaint')) } }],
  ])('is named when something unforeseen goes wrong while it %s', async (_, fault) => {
    await using test = await openTestStack([serverService('redis', 'REDIS_PORT', fault)])
    await expect(test.stack.up()).rejects.toMatchObject({
      code: 'native_service_failed',
      message: expect.stringMatching(/redis did not start: a raw complaint/),
      cause: { message: 'a raw complaint' },
    })
  })

  it('and an S3 server that answers no request for a bucket is named, after its own time and not that of one request', async () => {
    const { check, settle } = createMinioService({
      find: async (name) => (/^(minio|mc)$/.test(name) ? null : '/bin/sh'),
    })
    const minio = serverService('minio', 'S3_PORT', {
      // Loading the S3 client alone takes a busy machine seconds.
      startTimeoutMs: 12_000,
      service: { check, ...(settle && { settle }) },
    })
    const processes: typeof minio.processes = async (context) => {
      const found = await minio.processes(context)
      return found.map((process) => ({ ...process, words: ['-e', silentObjectServer] }))
    }
    await using test = await openTestStack([{ ...minio, processes }])
    await expect(test.stack.up()).rejects.toMatchObject({
      code: 'native_service_failed',
      message: expect.stringMatching(/minio did not start: its settings were not taken within 12 s/),
      hint: expect.stringContaining('PUT is not answered'),
    })
  })
})
