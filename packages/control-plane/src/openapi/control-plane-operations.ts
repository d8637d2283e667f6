import {
  CONTROL_PLANES_PATH,
  ControlPlane,
  CreateControlPlaneRequest,
  ORGANIZATION_PATH,
  UpdateControlPlaneRequest,
  USER_PATH,
} from '@sluice/konnect-api';
import Type from 'typebox';
import { CONTROL_PLANE_FILTERS } from '../control-planes/control-plane-filter.ts';
import type { ApiOperation } from './api-operation.ts';

const ONE = `${CONTROL_PLANES_PATH}/{controlPlaneId}`;
const tag = 'Control planes';
const errors = 'problem';

const ControlPlanePage = Type.Object({
  meta: Type.Object({
    page: Type.Object({ total: Type.Integer(), size: Type.Integer(), number: Type.Integer() }),
  }),
  data: Type.Array(ControlPlane),
});

const Organization = Type.Object({
  id: Type.String({ format: 'uuid' }),
  name: Type.String(),
  owner_id: Type.String(),
  login_path: Type.String(),
  created_at: Type.String({ format: 'date-time' }),
  updated_at: Type.String({ format: 'date-time' }),
  state: Type.Enum(['active', 'inactive', 'deleting', 'deleted']),
  retention_period_days: Type.Integer(),
});

const User = Type.Object({
  id: Type.String({ format: 'uuid' }),
  email: Type.String(),
  full_name: Type.String(),
  preferred_name: Type.String(),
  active: Type.Boolean(),
  created_at: Type.String({ format: 'date-time' }),
  updated_at: Type.String({ format: 'date-time' }),
});

/** The operations of control planes and of who asks. */
export const controlPlaneOperations: readonly ApiOperation[] = [
  {
    method: 'GET',
    path: CONTROL_PLANES_PATH,
    tag,
    errors,
    summary: 'Lists control planes; every filter that is given must hold.',
    query: [
      {
        name: 'page[size]',
        type: 'integer',
        description: 'Control planes per page, 1 to 100; 10 unless given.',
      },
      { name: 'page[number]', type: 'integer', description: 'The number of the page, counted from 1.' },
      ...CONTROL_PLANE_FILTERS.map((name) => ({ name, description: 'Only those for which this holds.' })),
      { name: 'labels', description: 'Labels that are there: `key:value` or `key`, separated by commas.' },
      {
        name: 'sort',
        description: 'Columns to sort by, each with `desc` for the other way round: `name desc`.',
      },
    ],
    status: 200,
    answer: ControlPlanePage,
  },
  {
    method: 'POST',
    path: CONTROL_PLANES_PATH,
    tag,
    errors,
    summary: 'Creates a control plane.',
    body: CreateControlPlaneRequest,
    idempotent: true,
    status: 201,
    answer: ControlPlane,
    errorStatuses: [409],
  },
  {
    method: 'GET',
    path: ONE,
    tag,
    errors,
    summary: 'Gets a control plane.',
    status: 200,
    answer: ControlPlane,
    conditional: true,
  },
  {
    method: 'PATCH',
    path: ONE,
    tag,
    errors,
    summary: 'Changes what the body holds; `labels` and `proxy_urls` replace the whole.',
    body: UpdateControlPlaneRequest,
    status: 200,
    answer: ControlPlane,
    errorStatuses: [409],
    conditional: true,
  },
  {
    method: 'DELETE',
    path: ONE,
    tag,
    errors,
    summary: 'Deletes a control plane with all that is in it.',
    status: 204,
    conditional: true,
  },
  {
    method: 'GET',
    path: ORGANIZATION_PATH,
    tag: 'Who asks',
    errors,
    summary: 'Gets the organisation that the token belongs to.',
    status: 200,
    answer: Organization,
  },
  {
    method: 'GET',
    path: USER_PATH,
    tag: 'Who asks',
    errors,
    summary: 'Gets the user or system account that the token stands for.',
    status: 200,
    answer: User,
  },
];
