import { describe, expect, it } from 'vitest'
import { backend } from './backend-messages.ts'
import { OutputScanner } from './output-scanner.ts'

describe('OutputScanner', () => {
  it('finds status, confirmations and errors wherever the output is cut, and nothing inside of bodies', () => {
    const output = Buffer.concat([
      Buffer.from('3100000004', 'hex'),
      backend.parameterStatus('Z\0\0\0\x05I1\0\0\0\x04', 'E'),
      backend.error({ severity: 'ERROR', sqlState: '22012', message: 'division by zero' }),
      Buffer.from('3100000004', 'hex'),
      backend.readyForQuery('E'),
    ])
    for (let size = 1; size <= output.length; size++) {
      const scanner = new OutputScanner()
      for (let at = 0; at < output.length; at += size) scanner.scan(output.subarray(at, at + size))
      expect([scanner.status, scanner.parseCompletes, scanner.errors]).toEqual(['E', 2, 1])
    }
  })

  it('knows no status before ReadyForQuery is complete', () => {
    const scanner = new OutputScanner()
    scanner.scan(backend.readyForQuery('I').subarray(0, 5))
    expect(scanner.status).toBeUndefined()
  })
})
