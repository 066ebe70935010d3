/** The lines of a response's body as they arrive; throws what ends the body early. */
export async function* readLines(response: Response): AsyncGenerator<string, void> {
  if (!response.body) return
  let rest = ''
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line !== '') yield line
    if (rest.length > lineCharactersMax) throw new Error('it sends a line without end')
  }
  if (rest !== '') yield rest
}

const lineCharactersMax = 1024 * 1024
