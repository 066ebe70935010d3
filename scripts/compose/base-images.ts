import { readFileSync } from 'node:fs'

/** Tags that a Dockerfile builds from. */
export function baseImages(dockerfile: string): string[] {
  const stages = new Set<string>()
  const images: string[] = []
  for (const [, image = '', stage] of readFileSync(dockerfile, 'utf8').matchAll(/^FROM (\S+)(?: AS (\S+))?$/gm)) {
    if (!stages.has(image)) images.push(image)
    if (stage) stages.add(stage)
  }
  return images
}
