import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { actorOf } from '../http/actor-of.ts';
import { identityOf } from '../http/authenticate.ts';
import { sendProblem } from '../http/problem-replies.ts';
import { sendJson } from '../http/send-json.ts';
import type { SignInLinkStore } from '../sessions/sign-in-link-store.ts';
import type { OrganizationStore } from './organization-store.ts';
import { CreateOrganizationRequest, UpdateOrganizationRequest } from './people-schemas.ts';

const ORGANIZATIONS = '/sluice/v1/organizations';
const ONE = `${ORGANIZATIONS}/:organizationId`;

interface OrganizationParams {
  organizationId: string;
}

/**
 * Organisations. Everybody sees their own and no other; administrators of the founding one can make others, hand the
 * first administrator's link over, and see nothing of them from then on.
 */
export function addOrganizationRoutes(
  plainApp: FastifyInstance,
  organizations: OrganizationStore,
  links: SignInLinkStore,
): void {
  const app = plainApp.withTypeProvider<TypeBoxTypeProvider>();

  app.get(ORGANIZATIONS, async (request, reply) =>
    sendJson(reply, 200, { data: [await organizations.get(identityOf(request).organizationId)] }),
  );

  app.get<{ Params: OrganizationParams }>(ONE, async (request, reply) => {
    const { organizationId } = identityOf(request);
    return request.params.organizationId === organizationId
      ? sendJson(reply, 200, await organizations.get(organizationId))
      : sendMissing(reply);
  });

  app.post(
    ORGANIZATIONS,
    { schema: { body: CreateOrganizationRequest }, config: { readers: 'founding' } },
    async (request, reply) => {
      const { name, administrator } = request.body;
      const { organization, administratorId } = await organizations.create(
        name,
        { name: administrator.name, email: administrator.email ?? '' },
        { organizationId: identityOf(request).organizationId, actor: actorOf(request) },
      );
      const signInLink = await links.create({ organizationId: organization.id, userId: administratorId });
      reply.header('cache-control', 'no-store');
      return sendJson(reply, 201, {
        ...organization,
        administrator: { id: administratorId, name: administrator.name },
        signInLink,
      });
    },
  );

  app.patch(ONE, { schema: { body: UpdateOrganizationRequest } }, async (request, reply) => {
    const { organizationId } = identityOf(request);
    return (request.params as OrganizationParams).organizationId === organizationId
      ? sendJson(reply, 200, await organizations.rename(organizationId, request.body.name, actorOf(request)))
      : sendMissing(reply);
  });
}

function sendMissing(reply: FastifyReply): FastifyReply {
  return sendProblem(reply, 404, 'There is no such organisation');
}
