import { ControlPlane } from '@sluice/konnect-api';
import Type from 'typebox';
import type { ApiOperation } from './api-operation.ts';

const shared = { tag: 'The server', errors: 'problem' } as const;

/** The operations about the server itself, and those that are there for older clients. */
export const serverOperations: readonly ApiOperation[] = [
  {
    ...shared,
    method: 'GET',
    path: '/openapi.json',
    summary: 'Gets the description of the API.',
    status: 200,
    answer: Type.Object({ openapi: Type.String(), paths: Type.Object({}) }),
    open: true,
  },
  {
    ...shared,
    method: 'GET',
    path: '/healthz',
    summary: 'Tells that the server answers.',
    status: 200,
    answer: Type.Object({ status: Type.Literal('ok') }),
    open: true,
  },
  {
    ...shared,
    method: 'GET',
    path: '/readyz',
    summary: 'Tells that the server can work: its database answers. 503 while it does not.',
    status: 200,
    answer: Type.Object({ status: Type.Literal('ok') }),
    open: true,
  },
  {
    ...shared,
    method: 'GET',
    path: '/metrics',
    summary: 'Gets the metrics for Prometheus. Needs a role in the founding organisation.',
    status: 200,
    answerType: 'text/plain',
  },
  {
    ...shared,
    method: 'GET',
    path: '/konnect-api/api/runtime_groups',
    summary: 'Lists control planes as older versions of decK read them.',
    query: [
      { name: 'size', type: 'integer', description: 'Control planes per page, 1 to 100; 100 unless given.' },
      { name: 'page', type: 'integer', description: 'The number of the page, counted from 1.' },
    ],
    status: 200,
    answer: Type.Object({
      data: Type.Array(ControlPlane),
      page: Type.Integer(),
      pageCount: Type.Integer(),
    }),
  },
];
