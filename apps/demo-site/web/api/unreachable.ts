/** No usable answer came from the service: it is down, the network is, or something in between answered instead. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}
