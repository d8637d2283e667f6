import type { FastifyInstance } from 'fastify';

const JSON_TYPE = /^application\/([\w.-]+\+)?json\b/i;

/** The body can't be read; answered with 400. */
class UnreadableBodyError extends Error {
  override readonly name = 'UnreadableBodyError';
  readonly statusCode = 400;
}

/**
 * Reads JSON bodies whatever JSON type they are sent as. No body at all is undefined, also under the header
 * `content-type: application/json`, which some clients send with a DELETE. Anything else is a 400, as the contract
 * has it. Keys that could reach an object's prototype are refused.
 */
export function readJsonBodies(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>(JSON_TYPE, { parseAs: 'string' }, (request, body, done) => {
    if (body === '') {
      done(null, undefined);
      return;
    }
    parseJson(request, body, done);
  });
  app.addContentTypeParser<string>('*', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') {
      done(null, undefined);
      return;
    }
    done(new UnreadableBodyError('the body must be JSON, sent as application/json'), undefined);
  });
}
