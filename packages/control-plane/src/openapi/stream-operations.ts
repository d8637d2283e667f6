import Type, { type TSchema } from 'typebox';
import { entityDescriptors } from '../entities/entity-descriptors.ts';
import { FollowRequest } from '../events/follow-request.ts';
import type { ApiOperation } from './api-operation.ts';

const ONE = '/sluice/v1/control-planes/{controlPlaneId}';
const shared = { tag: 'Changes, history and counts', errors: 'problem' } as const;

const orNull = (schema: TSchema) => Type.Union([schema, Type.Null()]);

const AuditTrail = Type.Object({
  data: Type.Array(
    Type.Object({
      at: Type.String({ format: 'date-time' }),
      actor: Type.Object({ user_id: orNull(Type.String()), token_name: Type.String() }),
      request_id: orNull(Type.String()),
      control_plane_id: orNull(Type.String()),
      type: Type.String(),
      entity_id: Type.String(),
      operation: Type.Enum(['create', 'update', 'delete']),
      before: orNull(Type.Object({})),
      after: orNull(Type.Object({})),
    }),
  ),
  offset: Type.Optional(Type.String()),
});

const pageQuery = [
  { name: 'size', type: 'integer', description: 'Entries per page, 1 to 1,000; 100 unless given.' },
  { name: 'offset', description: 'Where the page before ended: its `offset`.' },
] as const;

/** The operations that tell what changes, who changed what, and how much there is. */
export const streamOperations: readonly ApiOperation[] = [
  {
    ...shared,
    method: 'GET',
    path: `${ONE}/events`,
    summary:
      'Streams the changes of a control plane as they happen, as server-sent events: `ready` first, then `created`, ' +
      '`updated` and `deleted`, each with its revision as id, and `end` with the reason. They are about the entities; ' +
      'the type `control_plane` is about its own fields, and `group_memberships` tells that a group has other members. ' +
      'With `Last-Event-ID` it goes on after that revision.',
    query: [
      {
        name: 'after',
        type: 'integer',
        description: 'The revision to go on after, for clients that can’t send `Last-Event-ID`.',
      },
    ],
    status: 200,
    answerType: 'text/event-stream',
  },
  {
    ...shared,
    method: 'POST',
    path: '/sluice/v1/events',
    summary:
      'Streams the changes of all control planes of the organisation that the caller has a role in, of new ones, too, as ' +
      'server-sent events over one connection: `ready` first, then for each control plane `begin` with the revision after ' +
      'which its changes are told. That is the one in `after`, as long as the changes since are kept; a `begin` with ' +
      'another says that those between the two aren’t told. Then `created`, `updated` and `deleted` as in the stream of one ' +
      'control plane, which `control_plane_id` names, with revisions without a gap. `gone` tells that a control plane was ' +
      'deleted or that the caller has no role in it any more, and ends nothing for the others; `end` tells why the stream ends.',
    body: FollowRequest,
    status: 200,
    answerType: 'text/event-stream',
  },
  {
    ...shared,
    method: 'GET',
    path: `${ONE}/counts`,
    summary: 'Counts the entities of each collection of a control plane.',
    status: 200,
    answer: Type.Object({
      counts: Type.Object(
        Object.fromEntries(entityDescriptors.map(({ collection }) => [collection, Type.Integer()])),
      ),
    }),
  },
  {
    ...shared,
    method: 'GET',
    path: `${ONE}/entities/{entityId}/history`,
    summary: 'Tells what became of one entity, the newest first; it outlives the entity.',
    query: pageQuery,
    status: 200,
    answer: AuditTrail,
  },
  {
    ...shared,
    method: 'GET',
    path: '/sluice/v1/audit',
    summary:
      'Tells who changed what in the organisation, from what to what, the newest first. Needs a role in the organisation.',
    query: [
      ...pageQuery,
      { name: 'control_plane', description: 'Only what was changed in the control plane of this id.' },
      {
        name: 'entity',
        description: 'Only what became of the entity, user, token or organisation of this id.',
      },
      { name: 'type', description: 'Only this type: `target`, `control_plane`, `token`, …' },
      { name: 'actor', description: 'Only by the user of this id, or the token of this name.' },
      { name: 'since', description: 'Only from this time on, such as `2030-01-31T12:00:00Z`.' },
      { name: 'until', description: 'Only before this time.' },
    ],
    status: 200,
    answer: AuditTrail,
  },
];
