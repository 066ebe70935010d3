import { defineErrors, exitCodes } from '../define.ts'

export const doctorErrors = defineErrors({
  services_late: {
    status: 503,
    exitCode: exitCodes.unavailable,
    message: 'not ready after {seconds} seconds: {services}',
    hint: 'Read the reason above; "./aura stack logs SERVICE" shows what the service says, "./aura doctor" what may be wrong around it.',
  },
  service_not_in_use: {
    status: 404,
    exitCode: exitCodes.missing,
    message: 'the {stack} stack has no {service}',
    hint: 'Name another stack with --stack, or set the URL of the service; .env.example lists the variables.',
  },
})
