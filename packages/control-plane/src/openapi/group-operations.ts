import { CONTROL_PLANES_PATH, ControlPlane, GroupMembershipRequest } from '@sluice/konnect-api';
import Type from 'typebox';
import type { ApiOperation } from './api-operation.ts';

const ONE = `${CONTROL_PLANES_PATH}/{controlPlaneId}`;
const MEMBERSHIPS = `${ONE}/group-memberships`;
const shared = { tag: 'Control-plane groups', errors: 'problem' } as const;

const Memberships = Type.Object({
  meta: Type.Object({
    page: Type.Object({
      next: Type.Union([Type.String(), Type.Null()]),
      size: Type.Integer(),
      total: Type.Integer(),
    }),
  }),
  data: Type.Array(ControlPlane),
});

const Status = Type.Object({
  item: Type.Object({
    id: Type.String({ format: 'uuid' }),
    created_at: Type.String({ format: 'date-time' }),
    updated_at: Type.String({ format: 'date-time' }),
    conflicts: Type.Array(
      Type.Object({
        cluster_id: Type.String({ format: 'uuid' }),
        description: Type.String(),
        resource: Type.Object({ id: Type.String({ format: 'uuid' }), type: Type.String() }),
      }),
      { maxItems: 256 },
    ),
    state: Type.Enum(['OK', 'CONFLICT', 'UNKNOWN']),
  }),
});

/** The operations of control-plane groups. */
export const groupOperations: readonly ApiOperation[] = [
  {
    ...shared,
    method: 'GET',
    path: MEMBERSHIPS,
    summary: 'Lists the members of a group in the order of their ids.',
    query: [
      { name: 'page[size]', type: 'integer', description: 'Members per page, 1 to 100; 10 unless given.' },
      { name: 'page[after]', description: 'Where the page before ended; its `meta.page.next` has it.' },
    ],
    status: 200,
    answer: Memberships,
  },
  {
    ...shared,
    method: 'PUT',
    path: MEMBERSHIPS,
    summary: 'Puts these members in the place of all that the group has.',
    body: GroupMembershipRequest,
    status: 204,
  },
  {
    ...shared,
    method: 'POST',
    path: `${MEMBERSHIPS}/add`,
    summary: 'Adds members to a group; who is one already stays one.',
    body: GroupMembershipRequest,
    idempotent: true,
    status: 204,
  },
  {
    ...shared,
    method: 'POST',
    path: `${MEMBERSHIPS}/remove`,
    summary: 'Removes members from a group; who is none is left alone.',
    body: GroupMembershipRequest,
    idempotent: true,
    status: 204,
  },
  {
    ...shared,
    method: 'GET',
    path: `${ONE}/group-status`,
    summary: 'Tells which entities of different members of a group collide.',
    status: 200,
    answer: Status,
  },
  {
    ...shared,
    method: 'GET',
    path: `${ONE}/group-member-status`,
    summary: 'Tells whether a control plane is in any group.',
    status: 200,
    answer: Type.Object({ is_member: Type.Boolean() }),
  },
];
