import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { CONTROL_PLANES_PATH, GroupMembershipRequest } from '@sluice/konnect-api';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { findByPath, sendBrokenPath } from '../control-planes/control-plane-path.ts';
import type { ControlPlaneStore, StoredControlPlane } from '../control-planes/control-plane-store.ts';
import { withEndpoints } from '../control-planes/with-endpoints.ts';
import { actorOf } from '../http/actor-of.ts';
import { encodeCursor, readCursorPage } from '../http/cursor-page.ts';
import { sendInvalidParameters, sendProblem } from '../http/problem-replies.ts';
import { sendJson } from '../http/send-json.ts';
import { idempotencyKeyOf } from '../idempotency/idempotency-key.ts';
import { KEY_REUSED_MESSAGE } from '../idempotency/idempotent-writes.ts';
import type { Database } from '../storage/database.ts';
import type { InputProblem } from '../validation/input-problem.ts';
import { findConflicts } from './group-status.ts';
import type { ChangeMembersResult, GroupStore } from './group-store.ts';
import type { MemberChange } from './member-change.ts';

const ONE = `${CONTROL_PLANES_PATH}/:controlPlaneId`;
const MEMBERSHIPS = `${ONE}/group-memberships`;

/** What the routes of groups need. */
export interface GroupRouteOptions {
  database: Database;
  controlPlanes: ControlPlaneStore;
  groups: GroupStore;
  /** Where clients reach the server. */
  publicUrl: () => string;
}

/** A group tells of its members, which somebody with a role in the group alone may know nothing of. */
const ABOUT_OTHERS = { readers: 'organization' } as const;

/** The routes of control-plane groups: their members, whether those fit together, and who is a member. */
export function addGroupRoutes(plainApp: FastifyInstance, options: GroupRouteOptions): void {
  const { controlPlanes, groups, database, publicUrl } = options;
  const app = plainApp.withTypeProvider<TypeBoxTypeProvider>();

  app.get(MEMBERSHIPS, { config: ABOUT_OTHERS }, async (request, reply) => {
    const found = await findByPath(request, controlPlanes);
    if (!found.ok) {
      return sendBrokenPath(reply, found.reason);
    }
    if (!isGroup(found.controlPlane)) {
      return sendNotAGroup(reply);
    }
    const query = readCursorPage(request.query);
    if (!query.ok) {
      return sendInvalidParameters(reply, query.problems, 'query');
    }
    const { size, after } = query.page;
    const { data, total, next } = await groups.members(found.controlPlane.id, size, after);
    return sendJson(reply, 200, {
      meta: { page: { size, total, next: next === undefined ? null : nextPath(request.url, size, next) } },
      data: data.map((member) => withEndpoints(member, publicUrl())),
    });
  });

  const changes = [
    ['PUT', MEMBERSHIPS, 'set'],
    ['POST', `${MEMBERSHIPS}/add`, 'add'],
    ['POST', `${MEMBERSHIPS}/remove`, 'remove'],
  ] as const;
  for (const [method, url, kind] of changes) {
    app.route({
      method,
      url,
      config: ABOUT_OTHERS,
      schema: { body: GroupMembershipRequest },
      handler: async (request, reply) => {
        const found = await findByPath(request, controlPlanes);
        if (!found.ok) {
          return sendBrokenPath(reply, found.reason);
        }
        const change: MemberChange = { kind, ids: request.body.members.map(({ id }) => id.toLowerCase()) };
        const { organizationId } = found;
        const scope = { organizationId, groupId: found.controlPlane.id, actor: actorOf(request) };
        const key = method === 'POST' ? idempotencyKeyOf(request) : undefined;
        return sendChanged(reply, await groups.change(scope, change, key));
      },
    });
  }

  app.get(`${ONE}/group-status`, { config: ABOUT_OTHERS }, async (request, reply) => {
    const found = await findByPath(request, controlPlanes);
    if (!found.ok) {
      return sendBrokenPath(reply, found.reason);
    }
    if (!isGroup(found.controlPlane)) {
      return sendNotAGroup(reply);
    }
    const { id, created_at, updated_at } = found.controlPlane;
    const conflicts = await findConflicts(database.reader, await groups.memberIds(id));
    const state = conflicts.length === 0 ? 'OK' : 'CONFLICT';
    return sendJson(reply, 200, { item: { id, created_at, updated_at, conflicts, state } });
  });

  app.get(`${ONE}/group-member-status`, async (request, reply) => {
    const found = await findByPath(request, controlPlanes);
    return found.ok
      ? sendJson(reply, 200, { is_member: await groups.isMember(found.controlPlane.id) })
      : sendBrokenPath(reply, found.reason);
  });
}

function isGroup({ config }: StoredControlPlane): boolean {
  return config.cluster_type === 'CLUSTER_TYPE_CONTROL_PLANE_GROUP';
}

function sendChanged(reply: FastifyReply, result: ChangeMembersResult): FastifyReply {
  if (result.ok) {
    return reply.code(204).send();
  }
  switch (result.reason) {
    case 'not-a-group':
      return sendNotAGroup(reply);
    case 'key-reused':
      return sendProblem(reply, 422, KEY_REUSED_MESSAGE);
    case 'unfit-members':
      return sendInvalidParameters(
        reply,
        [
          ...result.missing.map((place) => memberProblem(place, 'there is no control plane with this id')),
          ...result.notPlain.map((place) =>
            memberProblem(place, 'must be of the type CLUSTER_TYPE_CONTROL_PLANE to be in a group'),
          ),
        ],
        'body',
      );
  }
}

function memberProblem(place: number, message: string): InputProblem {
  return { field: `members[${place}].id`, message, reason: { kind: 'invalid' } };
}

function sendNotAGroup(reply: FastifyReply): FastifyReply {
  const message = 'must be the id of a control plane of the type CLUSTER_TYPE_CONTROL_PLANE_GROUP';
  return sendInvalidParameters(
    reply,
    [{ field: 'controlPlaneId', message, reason: { kind: 'invalid' } }],
    'path',
  );
}

function nextPath(url: string, size: number, lastId: string): string {
  const [path = ''] = url.split('?', 1);
  return `${path}?${new URLSearchParams({ 'page[size]': String(size), 'page[after]': encodeCursor(lastId) })}`;
}
