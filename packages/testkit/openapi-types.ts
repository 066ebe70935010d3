import openapiTypes, { astToString } from 'openapi-typescript'

const banner = `/**
 * What docs/openapi.json says, as types (written by openapi-typescript): not for hands. A test in this folder compares the two, and with
 * \`vitest run --update\` writes this file.
 */

`

/**
 * The module of types of an OpenAPI document, as text. It is written here because the writer needs the JavaScript API of TypeScript 6, and
 * a package that has both versions gets its libraries twice.
 */
export async function openapiTypesText(documentUrl: URL): Promise<string> {
  return banner + astToString(await openapiTypes(documentUrl, { immutable: true, silent: true }))
}
