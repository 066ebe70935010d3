import { describe, expect, it } from 'vitest'
import { parseSiteConfig } from './config.ts'

const parse = (APP_URL: string) => parseSiteConfig({ DATABASE_URL: 'postgresql://localhost/aura', APP_URL })

describe('APP_URL', () => {
  it.each(['https://aura.example', 'http://localhost:3000', 'http://127.0.0.1:8080'])('may be %s', (url) => {
    expect(parse(url).APP_URL).toBe(url)
  })

  it.each(['http://aura.example', 'ftp://localhost', 'aura.example'])('may not be %s', (url) => {
    expect(() => parse(url)).toThrowError(/APP_URL/)
  })
})
