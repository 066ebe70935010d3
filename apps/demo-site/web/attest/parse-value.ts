import type { TypedField } from '@aura-sign/react'
import { addressFault } from './address-fault.ts'

export type ParsedValue =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string }

const noBytes32 = `0x${'0'.repeat(64)}`

/** Which control a type is written in. */
export type ControlKind = 'evidence' | 'yes-no' | 'text' | 'line' | 'lines' | 'json'

export function controlOf({ name, type }: TypedField): ControlKind {
  if (name === 'evidence' && /^bytes32(\[\])?$/.test(type)) return 'evidence'
  if (type.startsWith('(') || type.startsWith('tuple') || /\].*\]$/.test(type)) return 'json'
  if (type.endsWith(']')) return 'lines'
  if (type === 'bool') return 'yes-no'
  return type === 'string' ? 'text' : 'line'
}

/** What somebody typed, as the value that the schema's type wants. What does not fit says what is wanted. */
export function parseValue(field: TypedField, text: string): ParsedValue {
  switch (controlOf(field)) {
    case 'evidence': {
      const hash = text === '' ? noBytes32 : `0x${text}`
      return fits(field.type === 'bytes32' ? hash : text === '' ? [] : [hash])
    }
    case 'json':
      return parseJson(text)
    case 'lines':
      return parseLines(field.type.replace(/\[\d*\]$/, ''), text)
    default:
      return parseScalar(field.type, text)
  }
}

function parseLines(type: string, text: string): ParsedValue {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const values: unknown[] = []
  for (const [index, line] of lines.entries()) {
    const parsed = parseScalar(type, line)
    if (!parsed.ok) return { ok: false, message: `Line ${index + 1}: ${parsed.message}` }
    values.push(parsed.value)
  }
  return fits(values)
}

function parseScalar(type: string, given: string): ParsedValue {
  const text = type === 'string' ? given : given.trim()
  if (type === 'string') return fits(text)
  if (type === 'bool') return parseBool(text)
  if (type === 'address') {
    const fault = addressFault(text)
    return fault === null ? fits(text) : wants(fault)
  }
  if (type.startsWith('bytes')) return parseBytes(type, text)
  return parseInteger(type, text)
}

function parseBool(text: string): ParsedValue {
  if (text === 'yes' || text === 'true') return fits(true)
  return text === 'no' || text === 'false' || text === '' ? fits(false) : wants('yes or no')
}

function parseBytes(type: string, text: string): ParsedValue {
  const size = Number(type.slice('bytes'.length))
  const digits = size === 0 ? 'an even number of' : `${2 * size}`
  const isRight = /^0x([0-9a-fA-F]{2})*$/.test(text) && (size === 0 || text.length === 2 + 2 * size)
  return isRight ? fits(text) : wants(`0x and ${digits} hexadecimal digits`)
}

function parseInteger(type: string, text: string): ParsedValue {
  if (!/^-?\d{1,78}$/.test(text)) return wants('A whole number')
  const [, kind, digits] = /^(u?int)(\d*)$/.exec(type) ?? []
  const bits = BigInt(digits || 256)
  const value = BigInt(text)
  const [least, most] = kind === 'uint' ? [0n, 2n ** bits - 1n] : [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n]
  if (value >= least && value <= most) return fits(String(value))
  return wants(bits > 64n ? `It is beyond ${type}` : `A number from ${least} to ${most}`)
}

function parseJson(text: string): ParsedValue {
  try {
    return fits(JSON.parse(text))
  } catch {
    return wants('JSON: a list for arrays and tuples, text in quotes')
  }
}

function fits(value: unknown): ParsedValue {
  return { ok: true, value }
}

function wants(message: string): ParsedValue {
  return { ok: false, message: /^(It|A|An|JSON)\b/.test(message) ? message : `It takes ${message}` }
}
