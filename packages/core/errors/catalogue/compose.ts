import { defineErrors } from '../define.ts'

export const composeErrors = defineErrors({})
