import { AuraError, newId } from '@aura-sign/core'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import staticFiles from '@fastify/static'
import swagger from '@fastify/swagger'
import fastify, {
  type FastifyBaseLogger,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type RouteOptions,
} from 'fastify'
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod'
import { openSiteAttestations } from './attestations/site-attestations.ts'
import { boundBodyTime, requestTimeMaxMs } from './bound-body-time.ts'
import { pageDirectory } from './build-page.ts'
import { clientNetwork } from './client-network.ts'
import { describeFiles } from './evidence/describe-files.ts'
import { bodyMaxBytes, problemSchema, sendProblem } from './problem.ts'
import { refuseCrossSite } from './refuse-cross-site.ts'
import { registerAttestationRoutes } from './routes/attestations.ts'
import { registerEvidenceRoutes } from './routes/evidence.ts'
import { registerHealthRoutes } from './routes/health.ts'
import { registerNonceRoute } from './routes/nonce.ts'
import { registerProfileRoutes } from './routes/profile.ts'
import { registerSchemaRoutes } from './routes/schemas.ts'
import { registerSessionRoute } from './routes/session.ts'
import { registerSignoutRoute } from './routes/signout.ts'
import { registerSimilarityRoute } from './routes/similarity.ts'
import { registerStatusRoute } from './routes/status.ts'
import { registerVerifyRoute } from './routes/verify.ts'
import { registerWorkerRoutes } from './routes/workers.ts'
import type { SiteApp } from './site-app.ts'
import type { SiteServices } from './site-services.ts'

/** The page's files and what monitors ask every few seconds. */
const unlimitedRoutes = new Set(['/*', '/', '/api/health', '/livez', '/readyz'])

/** Assembles plugins and routes; the caller listens and closes. */
export async function buildSiteApp(services: SiteServices): Promise<SiteApp> {
  const logger: FastifyBaseLogger = services.logger
  const app = fastify({
    loggerInstance: logger,
    bodyLimit: bodyMaxBytes,
    requestTimeout: requestTimeMaxMs,
    genReqId: newId,
    trustProxy: services.config.TRUSTED_PROXIES ?? false,
    // A line for each request would bury what matters; failures and refusals are logged where they happen.
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: 'idle',
    frameworkErrors: sendProblem,
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(sendProblem)
  acceptEmptyBodyOfDelete(app)
  app.setNotFoundHandler((request, reply) => {
    sendProblem(new AuraError('not_found', { path: request.url.split('?')[0] ?? '/' }), request, reply)
  })

  await app.register(helmet, { contentSecurityPolicy: contentSecurityPolicy(services) })
  await app.register(cookie)
  await app.register(rateLimit, {
    max: services.config.API_RATE_LIMIT_PER_MINUTE,
    timeWindow: '1 minute',
    keyGenerator: (request) => clientNetwork(request.ip),
    // By the route, not by the text of the URL: "/%61pi/" reaches the same route.
    allowList: (request) => unlimitedRoutes.has(request.routeOptions.url ?? ''),
    errorResponseBuilder: () => new AuraError('rate_limited'),
  })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Aura-Sign', version: '0.1.0', description: 'Wallet identity: sign-in, profile, similarity.' },
    },
    transform: jsonSchemaTransform,
    transformObject: (input) => describeFiles(jsonSchemaTransformObject(input)),
  })
  app.addHook('onRequest', async (request) => refuseCrossSite(services, request))
  const { metrics } = services
  if (metrics) app.addHook('onResponse', async (request, reply) => metrics.onResponse(measured(request, reply)))
  app.addHook('onRoute', describeRefusals)
  endConnectionsOnClose(app)
  boundBodyTime(app)
  registerRoutes(app, services)
  app.get('/api/openapi.json', { schema: { hide: true } }, () => app.swagger())
  await app.register(staticFiles, { root: pageDirectory })
  return app
}

function measured(request: FastifyRequest, reply: FastifyReply) {
  const { routeOptions, method } = request
  // An address that is no route is not shown: whoever asks could make as many series as they like.
  const route = routeOptions.url ?? 'none'
  return { route, method, status: reply.statusCode, durationMs: reply.elapsedTime }
}

/** A connection whose last answer says nothing would stay open, idle, and keep the process from ending in time. */
function endConnectionsOnClose(app: SiteApp): void {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close')
  })
}

/** Adds to the OpenAPI document what plugins, and a lost database, answer on every route. */
function describeRefusals({ schema, method, url }: RouteOptions): void {
  if (typeof schema?.response !== 'object' || schema.response === null) return
  const isUnsafe = [method].flat().some((each) => ['POST', 'PUT', 'DELETE'].includes(each))
  const added = [
    ...(isUnsafe ? [400, 403, 413, 415] : []),
    ...(schema.querystring || schema.params ? [400] : []),
    ...(unlimitedRoutes.has(url) ? [] : [429, 500, 503]),
  ]
  const problems = Object.fromEntries(added.map((status) => [status, problemSchema]))
  Object.assign(schema.response, { ...problems, ...schema.response })
}

function registerRoutes(app: SiteApp, services: SiteServices): void {
  registerNonceRoute(app, services)
  registerVerifyRoute(app, services)
  registerSessionRoute(app, services)
  registerSignoutRoute(app, services)
  registerProfileRoutes(app, services)
  registerSimilarityRoute(app, services)
  const attestations = openSiteAttestations(services)
  registerSchemaRoutes(app, services)
  registerAttestationRoutes(app, services, attestations)
  registerEvidenceRoutes(app, services)
  registerWorkerRoutes(app, services)
  registerHealthRoutes(app, services)
  registerStatusRoute(app, services)
}

/** Clients that send every request as JSON have nothing to send with a DELETE (RFC 9110, 9.3.5). */
function acceptEmptyBodyOfDelete(app: SiteApp): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (request.method === 'DELETE' && body.length === 0) done(null, undefined)
    else void parse(request, body, done)
  })
}

function contentSecurityPolicy(services: SiteServices) {
  return {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      // Wallets announce their icons as data: URIs (EIP-6963).
      imgSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      formAction: ["'self'"],
      ...(services.config.APP_URL?.startsWith('https:') && { upgradeInsecureRequests: [] }),
    },
  }
}
