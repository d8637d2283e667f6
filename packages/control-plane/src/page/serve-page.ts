import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PAGE_CONTENT_SECURITY_POLICY } from '../http/security-headers.ts';
import { missingPage } from './missing-page.ts';

const INDEX = 'index.html';

/** The build puts a hash of its content into the name of every file below this folder. */
const HASHED_FOLDER = `${join('/', 'assets')}/`;

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
  app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
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
  });
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
