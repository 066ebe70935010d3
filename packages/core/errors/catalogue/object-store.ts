import { defineErrors } from '../define.ts'

export const objectStoreErrors = defineErrors({})
