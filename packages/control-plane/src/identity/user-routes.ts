import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Role, RoleGrant } from '../access/role.ts';
import { actorOf } from '../http/actor-of.ts';
import { identityOf } from '../http/authenticate.ts';
import { sendInvalidParameters, sendProblem } from '../http/problem-replies.ts';
import { sendJson } from '../http/send-json.ts';
import type { SignInLinkStore } from '../sessions/sign-in-link-store.ts';
import type { InputProblem } from '../validation/input-problem.ts';
import { CreateUserRequest, UpdateUserRequest } from './people-schemas.ts';
import type { UserRefusal, UserStore, WriteUserResult } from './user-store.ts';

const USERS = '/sluice/v1/users';
const ONE = `${USERS}/:userId`;

interface UserParams {
  userId: string;
}

/** The people and system accounts of the caller's organisation. */
export function addUserRoutes(plainApp: FastifyInstance, users: UserStore, links: SignInLinkStore): void {
  const app = plainApp.withTypeProvider<TypeBoxTypeProvider>();
  const forMembers = { config: { readers: 'organization' } } as const;

  app.get(USERS, forMembers, async (request, reply) =>
    sendJson(reply, 200, { data: await users.list(identityOf(request).organizationId) }),
  );

  app.post(USERS, { schema: { body: CreateUserRequest } }, async (request, reply) => {
    const { kind = 'person', name, email = '', roles } = request.body;
    const draft = { kind, name, email, roles: roles.map(toGrant) };
    return sendWritten(
      reply,
      201,
      await users.create(identityOf(request).organizationId, draft, actorOf(request)),
    );
  });

  app.get<{ Params: UserParams }>(ONE, forMembers, async (request, reply) => {
    const user = await users.get(identityOf(request).organizationId, request.params.userId);
    return user === undefined ? sendRefusal(reply, 'not-found') : sendJson(reply, 200, user);
  });

  app.patch(ONE, { schema: { body: UpdateUserRequest } }, async (request, reply) => {
    const { userId } = request.params as UserParams;
    const { roles, ...change } = request.body;
    const result = await users.update(
      identityOf(request).organizationId,
      userId,
      {
        ...change,
        ...(roles === undefined ? {} : { roles: roles.map(toGrant) }),
      },
      actorOf(request),
    );
    return sendWritten(reply, 200, result);
  });

  app.delete<{ Params: UserParams }>(ONE, async (request, reply) => {
    const refusal = await users.delete(
      identityOf(request).organizationId,
      request.params.userId,
      actorOf(request),
    );
    return refusal === undefined ? reply.code(204).send() : sendRefusal(reply, refusal);
  });

  app.post<{ Params: UserParams }>(`${ONE}/sign-in-link`, async (request, reply) => {
    const { organizationId } = identityOf(request);
    const user = await users.get(organizationId, request.params.userId);
    if (user === undefined) {
      return sendRefusal(reply, 'not-found');
    }
    if (user.kind !== 'person') {
      return sendProblem(reply, 409, 'A system account has tokens and does not sign in to the page');
    }
    reply.header('cache-control', 'no-store');
    return sendJson(reply, 201, await links.create({ organizationId, userId: user.id }, actorOf(request)));
  });
}

function toGrant({ controlPlaneId, role }: { controlPlaneId?: string; role: Role }): RoleGrant {
  return { controlPlaneId: controlPlaneId?.toLowerCase() ?? null, role };
}

function sendWritten(reply: FastifyReply, status: number, result: WriteUserResult): FastifyReply {
  return result.ok ? sendJson(reply, status, result.user) : sendRefusal(reply, result.reason);
}

function sendRefusal(reply: FastifyReply, reason: UserRefusal): FastifyReply {
  switch (reason) {
    case 'not-found':
      return sendProblem(reply, 404, 'There is no such user');
    case 'last-administrator':
      return sendProblem(
        reply,
        409,
        'This is the last administrator of the organisation; make somebody else one first',
      );
    case 'unknown-control-plane':
      return sendInvalidParameters(reply, [UNKNOWN_CONTROL_PLANE], 'body');
  }
}

const UNKNOWN_CONTROL_PLANE: InputProblem = {
  field: 'roles',
  message: 'each controlPlaneId must be the id of a control plane of the organisation',
  reason: { kind: 'invalid' },
};
