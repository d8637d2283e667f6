import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../server/test-server.ts';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const AUTHORIZATION = '/apis/authorization.k8s.io/v1';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const odd = [null, 'x', 7, true, [], {}, [null], ['x'], [7], [[]], [{}], { a: null }];
const kinds = [
  ['Role', `${RBAC}/namespaces/default/roles`, ['rules', 'metadata']],
  ['ClusterRole', `${RBAC}/clusterroles`, ['rules', 'aggregationRule', 'metadata']],
  ['RoleBinding', `${RBAC}/namespaces/default/rolebindings`, ['roleRef', 'subjects']],
  ['ClusterRoleBinding', `${RBAC}/clusterrolebindings`, ['roleRef', 'subjects']],
  ['SelfSubjectAccessReview', `${AUTHORIZATION}/selfsubjectaccessreviews`, ['spec', 'metadata', 'status']],
  ['SubjectAccessReview', `${AUTHORIZATION}/subjectaccessreviews`, ['spec']],
  ['LocalSubjectAccessReview', `${AUTHORIZATION}/namespaces/default/localsubjectaccessreviews`, ['spec']],
  ['SelfSubjectRulesReview', `${AUTHORIZATION}/selfsubjectrulesreviews`, ['spec']],
  ['TokenReview', '/apis/authentication.k8s.io/v1/tokenreviews', ['spec']],
  ['SelfSubjectReview', '/apis/authentication.k8s.io/v1/selfsubjectreviews', ['metadata', 'status']],
  ['TokenRequest', '/api/v1/namespaces/default/serviceaccounts/default/token', ['spec', 'metadata']],
] as const;

/** Parts of the kinds that are worth being odd themselves. */
const parts: Readonly<Record<string, readonly string[]>> = {
  rules: ['verbs', 'apiGroups', 'resources', 'resourceNames', 'nonResourceURLs'],
  roleRef: ['apiGroup', 'kind', 'name'],
  subjects: ['apiGroup', 'kind', 'name', 'namespace'],
  aggregationRule: ['clusterRoleSelectors'],
  spec: [
    'resourceAttributes',
    'nonResourceAttributes',
    'user',
    'groups',
    'extra',
    'namespace',
    'token',
    'audiences',
    'expirationSeconds',
    'boundObjectRef',
  ],
};

describe('a body of odd values', () => {
  it.each(kinds)(
    'of kind %s is refused or taken, and never an internal error',
    async (kind, path, fields) => {
      const group = path.split('/')[2] === 'v1' ? 'authentication.k8s.io' : path.split('/')[2];
      const send = async (content: object): Promise<void> => {
        const body = { apiVersion: `${group}/v1`, kind, metadata: { generateName: 'odd-' }, ...content };
        const { status, text } = await server.client.create(`${path}?dryRun=All`, body);
        expect(status, `${JSON.stringify(content)}: ${text}`).toBeLessThan(500);
      };
      for (const field of fields) {
        for (const value of odd) {
          await send({ [field]: value });
          for (const part of parts[field] ?? []) {
            const whole = { [part]: value };
            await send({ [field]: field === 'rules' || field === 'subjects' ? [whole] : whole });
          }
        }
      }
    },
  );

  it('is no reason not to find a user in it', async () => {
    const odd = { ['Impersonate-User']: '', ['Impersonate-Extra-%E0%A4']: 'x' };
    expect((await server.client.get('/api', odd)).status).toBeLessThan(500);
  });
});
