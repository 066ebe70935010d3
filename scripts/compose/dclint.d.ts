/** Its own types are written in a way that this module resolution does not follow. */
declare module 'dclint' {
  export class DCLinter {
    constructor(config: { rules: Record<string, 0 | 1 | 2>; quiet: boolean; debug: boolean; exclude: string[] })
    lintFiles(paths: string[], recursive: boolean): { messages: { rule: string; message: string }[] }[]
  }
}
