import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { roleIn } from '../access/role.ts';
import { actorOf } from '../http/actor-of.ts';
import { identityOf } from '../http/authenticate.ts';
import { sendInvalidParameters, sendProblem } from '../http/problem-replies.ts';
import { sendJson } from '../http/send-json.ts';
import type { InputProblem } from '../validation/input-problem.ts';
import { CreateTokenRequest } from './people-schemas.ts';
import type { TokenScope, TokenStore } from './token-store.ts';

const TOKENS = '/sluice/v1/tokens';

/** Tokens: an administrator sees and revokes those of the organisation, anybody else sees those of their own. */
export function addTokenRoutes(plainApp: FastifyInstance, tokens: TokenStore): void {
  const app = plainApp.withTypeProvider<TypeBoxTypeProvider>();

  app.get(TOKENS, async (request, reply) =>
    sendJson(reply, 200, { data: await tokens.list(scopeOf(request)) }),
  );

  app.post(TOKENS, { schema: { body: CreateTokenRequest } }, async (request, reply) => {
    const { organizationId, userId } = identityOf(request);
    const { name, expiresAt } = request.body;
    if (expiresAt !== undefined && !(Date.parse(expiresAt) > Date.now())) {
      return sendInvalidParameters(reply, [NOT_IN_THE_FUTURE], 'body');
    }
    const owner = { organizationId, userId: request.body.userId ?? userId };
    const created = await tokens.create(
      owner,
      {
        name,
        expiresAt: expiresAt === undefined ? null : new Date(expiresAt).toISOString(),
      },
      actorOf(request),
    );
    if (created === undefined) {
      return sendInvalidParameters(reply, [NO_SUCH_USER], 'body');
    }
    reply.header('cache-control', 'no-store');
    return sendJson(reply, 201, { ...created.info, token: created.token });
  });

  app.delete<{ Params: { tokenId: string } }>(`${TOKENS}/:tokenId`, async (request, reply) =>
    (await tokens.revoke(scopeOf(request), request.params.tokenId, actorOf(request)))
      ? reply.code(204).send()
      : sendProblem(reply, 404, 'There is no such token'),
  );
}

const NOT_IN_THE_FUTURE: InputProblem = {
  field: 'expiresAt',
  message: 'must be in the future',
  reason: { kind: 'invalid' },
};

const NO_SUCH_USER: InputProblem = {
  field: 'userId',
  message: 'must be the id of a user or system account of the organisation',
  reason: { kind: 'invalid' },
};

function scopeOf(request: FastifyRequest): TokenScope {
  const { organizationId, userId, roles } = identityOf(request);
  return { organizationId, userId: roleIn(roles, null) === 'admin' ? undefined : userId };
}
