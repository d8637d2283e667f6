import type { FastifyInstance } from 'fastify';

/** An address holds the character NUL; answered with 400. */
class NullCharacterError extends Error {
  override readonly name = 'NullCharacterError';
  readonly statusCode = 400;

  constructor() {
    super('the address must not hold the character NUL, which no id, name or tag has');
  }
}

/** Refuses addresses with a NUL, wherever it stands: PostgreSQL takes no text that holds one. */
export function refuseNullCharacters(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    done(request.url.includes('%00') ? new NullCharacterError() : undefined);
  });
}
