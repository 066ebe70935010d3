import { AuraProblem, type DecodedValue, type TypedField } from '@aura-sign/react'
import type { AbiParameter } from 'viem'
import { decodeAbiParameters, encodeAbiParameters, parseAbiParameters } from 'viem'

interface NamedValue {
  readonly name: string
  readonly value: unknown
}

/** The ABI encoding of values by a schema. Throws `AuraProblem` `value_invalid`, whose one field is the one at fault. */
export function encodeValues(fields: readonly TypedField[], values: readonly NamedValue[]): `0x${string}` {
  const parameters = fields.map(parameterOf)
  const converted = parameters.map((parameter, index) => {
    const { name } = fields[index] ?? { name: '' }
    try {
      const value = convert(parameter, values[index]?.value)
      // Each by itself first: only so is the field known that does not fit.
      encodeAbiParameters([parameter], [value])
      return value
    } catch (cause) {
      throw invalid(name, cause)
    }
  })
  return encodeAbiParameters(parameters, converted)
}

/** The values by a schema, integers as decimal text; null where the data does not fit it. */
export function decodeValues(fields: readonly TypedField[], data: string): readonly DecodedValue[] | null {
  try {
    const parameters = fields.map(parameterOf)
    const values = decodeAbiParameters(parameters, data as `0x${string}`)
    return fields.map(({ name, type }, index) => ({ name, type, value: plain(values[index]) }))
  } catch {
    return null
  }
}

function parameterOf({ type }: TypedField): AbiParameter {
  const [parameter] = parseAbiParameters(type) as readonly AbiParameter[]
  if (parameter === undefined) throw new Error(`no type ${type}`)
  return parameter
}

function convert(parameter: AbiParameter, value: unknown): unknown {
  const { type } = parameter
  if (type.endsWith(']')) {
    if (!Array.isArray(value)) throw new Error('it is not a list')
    const element = { ...parameter, type: type.replace(/\[\d*\]$/, '') }
    return value.map((item) => convert(element, item))
  }
  if (/^u?int/.test(type)) {
    const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value
    if (typeof text !== 'string' || !/^-?\d{1,78}$/.test(text)) throw new Error('it is not a whole number')
    return BigInt(text)
  }
  if (type === 'bool' && typeof value !== 'boolean') throw new Error('it is neither true nor false')
  if (type === 'string' && typeof value !== 'string') throw new Error('it is not a text')
  if (type === 'address' && !/^0x[0-9a-fA-F]{40}$/.test(String(value))) {
    throw new Error('it is not an address: 0x and 40 hexadecimal digits')
  }
  if (type.startsWith('bytes')) checkBytes(type, value)
  if (!type.startsWith('tuple')) return value
  const components = 'components' in parameter ? parameter.components : []
  if (!Array.isArray(value)) throw new Error('it is not a list of the parts of a tuple')
  return components.map((component: AbiParameter, index: number) => convert(component, value[index]))
}

function checkBytes(type: string, value: unknown): void {
  if (typeof value !== 'string' || !/^0x([0-9a-fA-F]{2})*$/.test(value)) {
    throw new Error('it is not 0x and an even number of hexadecimal digits')
  }
  const size = Number(type.slice('bytes'.length))
  if (size > 0 && value.length !== 2 + 2 * size) throw new Error(`it has ${value.length / 2 - 1} bytes, not ${size}`)
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object' && value !== null) return Object.values(value).map(plain)
  return value
}

function invalid(name: string, cause: unknown): AuraProblem {
  const text = cause instanceof Error ? cause.message : ''
  const message = text.startsWith('it ') ? text : 'it does not fit its type'
  return new AuraProblem(
    {
      code: 'value_invalid',
      status: 400,
      title: 'A value does not fit its field',
      detail: `${name}: ${message}`,
      fields: [{ path: name, message }],
    },
    { cause },
  )
}
