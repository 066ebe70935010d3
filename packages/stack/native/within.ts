export { within } from '@aura-sign/core'
