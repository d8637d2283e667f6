import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify';
import { handleCoreEntityError } from './core-entity-replies.ts';
import { handleProblem } from './problem-replies.ts';
import { createTraceIds } from './trace-id.ts';

/** What a server without routes is made of. */
export interface ServerOptions {
  /** PEM certificate and key. */
  tls: { cert: string; key: string };
  logger: FastifyBaseLogger | undefined;
}

/** The largest upstream anybody can write is a few kilobytes; this leaves room for long lists of headers. */
const MAX_BODY_BYTES = 512 * 1024;

/** Ids and names are at most 128 characters; longer ones still get an answer that says what is wrong. */
const MAX_PARAM_LENGTH = 1024;

/** How long a client may take to send a whole request. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Where errors are answered as core entities have them. */
const CORE_STYLE = /^\/v2\/control-planes\/[^/]*\/(core-entities|dp-client-certificates|nodes)(\/|\?|$)/;

/** Makes an HTTPS server with its limits, and no routes yet. */
export function createServer({ tls, logger }: ServerOptions): FastifyInstance {
  // Over TLS or not, the app is used in the same way; only the type of its server differs.
  return fastify({
    https: tls,
    ...(logger === undefined ? { logger: false } : { loggerInstance: logger }),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: createTraceIds(),
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => {
      // No route was found yet, whose scope would know.
      const style = CORE_STYLE.test(request.url) ? handleCoreEntityError : handleProblem;
      style(error, request, reply);
    },
  }) as unknown as FastifyInstance;
}
