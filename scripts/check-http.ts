import { argv, exit, stderr } from 'node:process'
import { checkHttp } from '../apps/cli/wait/check-http.ts'

// Below the bound that docker-compose.yml sets, so that the reason is in the log of the check.
const timeoutMs = 4_000

// The check of a container: exits with 0 when the URL answers 2xx, else says why and exits with 1.
try {
  await checkHttp(argv[2] ?? '', { timeoutMs })
  exit(0)
} catch (error) {
  stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  exit(1)
}
