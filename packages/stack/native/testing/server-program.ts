import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http'

/**
 * A program for tests of the orchestration: answers on PORT with its pid. DIARY gets a line at each start and end, so that
 * order can be read; MODE makes it misbehave.
 */
const { NAME = '', PORT = '0', DIARY = '', MODE = '' } = process.env
const note = (what: string) => {
  if (DIARY) appendFileSync(DIARY, `${what} ${NAME}\n`)
}

note('start')
process.stdout.write(`${NAME} says hello\n`)
if (MODE === 'exit') {
  process.stderr.write('the disk is on fire\n')
  process.exit(7)
}
process.on('SIGTERM', () => {
  if (MODE === 'deaf') return
  note('end')
  process.exit(0)
})
process.on('SIGHUP', () => note('hangup'))
createServer((_, response) => {
  response.statusCode = MODE === 'sick' ? 500 : 200
  response.end(String(process.pid))
}).listen(Number(PORT), '127.0.0.1')
