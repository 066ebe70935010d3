export { writeFileAtomically } from '@aura-sign/core'
