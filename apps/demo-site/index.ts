export { buildPageIfStale } from './server/build-page.ts'
export { parseSiteConfig, type SiteConfig, siteConfigSchema } from './server/config.ts'
export type { ComponentHealth, Probe } from './server/site-services.ts'
export { type Site, startSite } from './server/start-site.ts'
