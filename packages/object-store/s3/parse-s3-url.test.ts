import { describe, expect, it } from 'vitest'
import { openObjectStore } from '../index.ts'
import { parseS3Url } from './parse-s3-url.ts'

describe('parseS3Url', () => {
  it('reads bucket, prefix, endpoint, region and style', () => {
    const endpoint = 'http://127.0.0.1:9000'
    expect(parseS3Url('s3://bucket')).toMatchObject({ bucket: 'bucket', prefix: '', forcePathStyle: false })
    expect(parseS3Url(`s3://bucket/a%20b/c/?endpoint=${endpoint}`)).toMatchObject({
      prefix: 'a b/c/',
      endpoint,
      region: 'us-east-1',
      forcePathStyle: true,
    })
    expect(parseS3Url('s3://bucket?region=eu-west-1&forcePathStyle')).toMatchObject({
      region: 'eu-west-1',
      forcePathStyle: true,
    })
    expect(parseS3Url(`s3://bucket?endpoint=${endpoint}&forcePathStyle=false`).forcePathStyle).toBe(false)
  })

  it('reads which encryption at rest is asked for', () => {
    expect(parseS3Url('s3://bucket')).not.toHaveProperty('encryption')
    expect(parseS3Url('s3://bucket?encryption=AES256').encryption).toEqual({ algorithm: 'AES256' })
    expect(parseS3Url('s3://bucket?encryption=aws:kms').encryption).toEqual({ algorithm: 'aws:kms' })
    const kmsKeyId = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'
    const encryption = { algorithm: 'aws:kms', kmsKeyId }
    expect(parseS3Url(`s3://bucket?encryption=aws:kms&kmsKeyId=${kmsKeyId}`)).toMatchObject({ encryption })
  })

  it.each([
    's3://',
    's3:///key',
    's3://x',
    's3://Bucket_Name',
    's3://key:secret@bucket',
    's3://bucket:9000',
    's3://bucket/a//b',
    's3://bucket/%ff',
    's3://bucket?endpoint=127.0.0.1:9000',
    's3://bucket?endpoint=http://a:b@host',
    's3://bucket?region=EU',
    's3://bucket?region=a&region=b',
    's3://bucket?endpont=http://127.0.0.1:9000',
    's3://bucket?forcePathStyle=yes',
    's3://bucket?encryption=',
    's3://bucket?encryption=aes256',
    's3://bucket?encryption=AES256&encryption=AES256',
    's3://bucket?encryption=AES256&kmsKeyId=key',
    's3://bucket?encryption=aws:kms&kmsKeyId=',
    's3://bucket?encryption=aws:kms&kmsKeyId=a%0Ab',
    's3://bucket?kmsKeyId=key',
    's3://bucket#fragment',
  ])('refuses %s', (url) => {
    expect(() => openObjectStore(url)).toThrow(expect.objectContaining({ code: 'object_store_url_invalid' }))
  })

  it('does not repeat a secret that was written into the URL', () => {
    expect(() => parseS3Url('s3://key:hunter2@bucket')).toThrow(/^(?!.*hunter2)/)
  })
})
