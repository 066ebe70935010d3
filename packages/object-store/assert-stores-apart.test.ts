import { describe, expect, it } from 'vitest'
import { assertStoresApart } from './index.ts'

const local = '?endpoint=http://127.0.0.1:9000'

describe('assertStoresApart', () => {
  it.each([
    ['file:///data/objects', 'file:///data/objects/'],
    ['file:///data/objects', 'file:///data/objects/below'],
    ['file:///data/objects', 'file:///data/./'],
    ['file:///data/objects', 'file:///'],
    [`s3://bucket${local}`, `s3://bucket${local}`],
    [`s3://bucket${local}`, `s3://bucket/backups${local}`],
    [`s3://bucket/objects${local}`, `s3://bucket/backups${local}`],
    [`s3://bucket${local}`, 's3://bucket?endpoint=http://localhost:9000/&region=eu-west-1'],
    ['s3://bucket', 's3://bucket?region=eu-west-1'],
  ])('refuses %s with %s', (objects, backups) => {
    expect(() => assertStoresApart(objects, backups)).toThrow(
      expect.objectContaining({ code: 'backup_store_not_apart' }),
    )
  })

  it.each([
    ['file:///data/objects', 'file:///data/objects-copy'],
    ['file:///data/objects', `s3://bucket${local}`],
    [`s3://bucket${local}`, 's3://bucket'],
    [`s3://bucket${local}`, 's3://bucket?endpoint=http://127.0.0.1:9001'],
  ])('finds nothing in %s with %s', (objects, backups) => {
    expect(assertStoresApart(objects, backups)).toBeNull()
  })

  it('warns of another bucket on the same server', () => {
    expect(assertStoresApart(`s3://objects${local}`, `s3://backups${local}`)).toMatch(/one server, localhost:9000/)
    expect(assertStoresApart('s3://objects', 's3://backups')).toMatch(/one server, Amazon S3/)
  })

  it('refuses what is no store', () => {
    const refusal = expect.objectContaining({ code: 'object_store_url_invalid' })
    expect(() => assertStoresApart('file:///data', '/backups')).toThrow(refusal)
  })
})
