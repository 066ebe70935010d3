/** Whether a text is `0x` and an even number of hexadecimal digits. */
export function isHexBytes(text: unknown): text is `0x${string}` {
  return typeof text === 'string' && text.length % 2 === 0 && /^0x[0-9A-Fa-f]*$/.test(text)
}
