import { defineErrors } from '../define.ts'

export const metricsErrors = defineErrors({})
