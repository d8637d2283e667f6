import { CONTROL_PLANES_PATH, DataPlaneCertificate, DataPlaneCertificateRequest } from '@sluice/konnect-api';
import Type from 'typebox';
import type { ApiOperation } from './api-operation.ts';

const ONE = `${CONTROL_PLANES_PATH}/{controlPlaneId}`;
const CERTIFICATES = `${ONE}/dp-client-certificates`;
const CERTIFICATE = `${CERTIFICATES}/{certificateId}`;
const shared = { tag: 'Data planes', errors: 'core' } as const;

const Item = Type.Object({ item: DataPlaneCertificate });

const NodePage = Type.Object({
  items: Type.Array(Type.Object({ id: Type.String(), version: Type.String(), hostname: Type.String() })),
  page: Type.Object({ total_count: Type.Integer() }),
});

const nodeQuery = [
  { name: 'page[size]', type: 'integer', description: 'Nodes per page, 1 to 100; 10 unless given.' },
  { name: 'page[after]', description: 'Where the page before ended.' },
] as const;

/** The operations about data planes: their certificates, their configuration's hash, and the nodes. */
export const dataPlaneOperations: readonly ApiOperation[] = [
  {
    ...shared,
    method: 'GET',
    path: CERTIFICATES,
    summary: 'Lists the certificates by which data planes may connect.',
    status: 200,
    answer: Type.Object({
      items: Type.Array(DataPlaneCertificate),
      page: Type.Object({ total_count: Type.Integer() }),
    }),
  },
  {
    ...shared,
    method: 'POST',
    path: CERTIFICATES,
    summary: 'Adds a certificate by which data planes may connect.',
    body: DataPlaneCertificateRequest,
    idempotent: true,
    status: 201,
    answer: Item,
  },
  {
    ...shared,
    method: 'GET',
    path: CERTIFICATE,
    summary: 'Gets such a certificate.',
    status: 200,
    answer: Item,
  },
  {
    ...shared,
    method: 'PUT',
    path: CERTIFICATE,
    summary: 'Replaces such a certificate.',
    body: DataPlaneCertificateRequest,
    status: 200,
    answer: Item,
  },
  { ...shared, method: 'DELETE', path: CERTIFICATE, summary: 'Deletes such a certificate.', status: 204 },
  {
    ...shared,
    method: 'GET',
    path: `${ONE}/nodes`,
    summary: 'Lists the data-plane nodes; empty as long as none connects.',
    query: nodeQuery,
    status: 200,
    answer: NodePage,
  },
  {
    ...shared,
    method: 'GET',
    path: `${ONE}/nodes/eol`,
    summary: 'Lists the nodes whose version has reached its end of life.',
    query: nodeQuery,
    status: 200,
    answer: NodePage,
  },
  { ...shared, method: 'GET', path: `${ONE}/nodes/{nodeId}`, summary: 'Gets a node.', status: 200 },
  { ...shared, method: 'DELETE', path: `${ONE}/nodes/{nodeId}`, summary: 'Forgets a node.', status: 204 },
  {
    ...shared,
    errors: 'problem',
    method: 'GET',
    path: `${ONE}/expected-config-hash`,
    summary: 'Gets the hash of the configuration that the nodes should have; it changes with every change.',
    status: 200,
    answer: Type.Object({
      expected_hash: Type.String({ pattern: '^[0-9a-f]{32}$' }),
      created_at: Type.Integer(),
      updated_at: Type.Integer(),
    }),
  },
];
