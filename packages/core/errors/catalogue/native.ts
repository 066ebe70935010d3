import { defineErrors } from '../define.ts'

export const nativeErrors = defineErrors({})
