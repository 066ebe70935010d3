import type { AbiParameter } from 'viem'
import type { FieldType } from './parse-schema-fields.ts'

/**
 * What viem encodes and decodes a type with. Without names, so that tuples are lists, whatever their parts are called; and with bytes in
 * the place of text, because text would be decoded leniently.
 */
export function abiParameter(type: FieldType): AbiParameter {
  if (type.kind === 'elementary') return { type: type.name === 'string' ? 'bytes' : type.name }
  if (type.kind === 'tuple') return { type: 'tuple', components: type.fields.map((field) => abiParameter(field.type)) }
  const element = abiParameter(type.element)
  return { ...element, type: `${element.type}[${type.length ?? ''}]` }
}
