import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic, { type FastifyStaticOptions } from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from '../http/problem-replies.ts';
import { PAGE_CONTENT_SECURITY_POLICY } from '../http/security-headers.ts';
import { missingPage } from './missing-page.ts';

const INDEX = 'index.html';

/** The build puts a hash of its content into the name of every file below this folder. */
const ASSETS = 'assets';

const HASHED_FOLDER = join('/', ASSETS, '/');

/** Answers a request with the page. */
export type SendPage = (reply: FastifyReply) => FastifyReply;

/**
 * Serves the built page from `folder`, with the compressed copies that lie beside its files. Returns what answers with
 * the page itself, for addresses that only the page knows. Without a build that is a sentence about how to make one.
 */
export function servePage(app: FastifyInstance, folder: string | undefined): SendPage {
  if (folder === undefined || !existsSync(join(folder, INDEX))) {
    return sendMissingPage;
  }
  const options = {
    index: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders(reply, path) {
      const isHashed = path.includes(HASHED_FOLDER);
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      // Scripts have it as well: a worker is bound by the policy that its own script came with.
      reply.header('content-security-policy', PAGE_CONTENT_SECURITY_POLICY);
      reply.header('cross-origin-opener-policy', 'same-origin');
    },
  } satisfies Partial<FastifyStaticOptions>;
  app.register(fastifyStatic, { ...options, root: folder, wildcard: false, globIgnore: [`${ASSETS}/**`] });
  // A build while the server runs has other names; these are looked up as they are asked for.
  app.register(
    async (assets) => {
      assets.setNotFoundHandler((request, reply) => {
        reply.header('cache-control', 'no-store');
        sendProblem(reply, 404, `There is no file ${request.url.split('?', 1)[0]}; load the page again`);
      });
      assets.register(fastifyStatic, { ...options, root: join(folder, ASSETS), decorateReply: false });
    },
    { prefix: `/${ASSETS}` },
  );
  return (reply) => reply.sendFile(INDEX);
}

/** Whether a browser asks for a page, rather than a program for an answer of the API. */
export function wantsPage({ method, headers }: FastifyRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && (headers.accept?.includes('text/html') ?? false);
}

function sendMissingPage(reply: FastifyReply): FastifyReply {
  return reply
    .code(200)
    .header('cache-control', 'no-store')
    .header('content-security-policy', PAGE_CONTENT_SECURITY_POLICY)
    .header('content-type', 'text/html; charset=utf-8')
    .send(missingPage);
}
