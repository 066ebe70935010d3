export const secretsPrefix = 'secrets/'

/** Not a bundle's: what is in use now. */
export const secretsInUseKey = `${secretsPrefix}in-use.json`

const pattern = /^secrets\/\d{4}-\d{2}-\d{2}_\d{2}-\d{2}-\d{2}\.age$/

/** `secrets/YYYY-MM-DD_HH-MM-SS.age`, in UTC. */
export function bundleKeyAt(at: Date): string {
  return `${secretsPrefix}${at.toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '-')}.age`
}

export function isBundleKey(key: string): boolean {
  return pattern.test(key)
}

/** Key of the manifest of a bundle, written last. */
export function secretsManifestKeyOf(bundleKey: string): string {
  return bundleKey.replace(/\.age$/, '.manifest.json')
}
