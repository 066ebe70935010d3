import { defineErrors, exitCodes } from '../define.ts'

export const identityErrors = defineErrors({
  sign_in_refused: {
    status: 401,
    exitCode: exitCodes.refused,
    // One public code for every reason: telling them apart would help only an attacker. The reason goes to the log.
    message: 'the sign-in was not accepted',
    hint: 'Request a new nonce, sign the new message with your wallet and send it within five minutes.',
  },
  session_required: {
    status: 401,
    exitCode: exitCodes.refused,
    message: 'this request needs a signed-in session',
    hint: 'Sign in with your wallet first.',
  },
  address_invalid: {
    status: 400,
    exitCode: exitCodes.usage,
    message: 'the address is not valid: {reason}',
    hint: 'Send an Ethereum address: 0x followed by 40 hexadecimal digits.',
  },
  secp256k1_not_native: {
    status: 500,
    exitCode: exitCodes.failed,
    message: 'the native secp256k1 library could not be loaded on {platform}',
    hint: 'Install a C++ compiler and run "pnpm rebuild secp256k1", or set SECP256K1_FALLBACK=js to accept slow verification.',
  },
  identity_unknown: {
    status: 404,
    exitCode: exitCodes.missing,
    message: 'nobody has signed in with the address {address}',
    hint: 'Check the address; an identity exists from its first sign-in on.',
  },
  embedding_missing: {
    status: 409,
    exitCode: exitCodes.missing,
    message: 'the identity {address} has no embedding to compare with',
    hint: 'Its owner has to save a statement and to let others find it; a worker computes the embedding within seconds.',
  },
})
