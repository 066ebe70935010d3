import packageJson from './package.json' with { type: 'json' }

/** Of this release; manifests name it. */
export const version: string = packageJson.version
