import type { Answer } from '../../server/kube-client.ts';
import { eventually, expectEqual, expectPart, expectRefusal, expectStatus } from '../expectations.ts';
import type { Place } from '../place.ts';
import { sources, type Topic } from '../topic.ts';
import { configMap } from '../widget.ts';

const RBAC = 'rbac.authorization.k8s.io';
const TOKENS = 'authentication.k8s.io/v1';

const readsConfigMaps = { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] };
const writesRoles = {
  apiGroups: [RBAC],
  resources: ['roles', 'rolebindings'],
  verbs: ['get', 'create', 'update', 'patch'],
};

const roles = ({ namespace }: Place): string => `/apis/${RBAC}/v1/namespaces/${namespace}/roles`;
const bindings = ({ namespace }: Place): string => `/apis/${RBAC}/v1/namespaces/${namespace}/rolebindings`;
const accounts = ({ namespace }: Place): string => `/api/v1/namespaces/${namespace}/serviceaccounts`;

const role = (name: string, rules: object[]) => ({
  apiVersion: `${RBAC}/v1`,
  kind: 'Role',
  metadata: { name },
  rules,
});

function binding(name: string, roleName: string, subject: object): object {
  return {
    apiVersion: `${RBAC}/v1`,
    kind: 'RoleBinding',
    metadata: { name },
    roleRef: { apiGroup: RBAC, kind: 'Role', name: roleName },
    subjects: [subject],
  };
}

const as = (user: string): Record<string, string> => ({ 'Impersonate-User': user });
const user = (name: string) => ({ apiGroup: RBAC, kind: 'User', name });

/** A new user with a role of these rules, once it is in force: authorisers of real clusters learn of it in a moment. */
async function newUser(place: Place, rules: object[]): Promise<string> {
  const { client, fresh, namespace } = place;
  const name = fresh('user');
  expectStatus(await client.create(roles(place), role(name, rules)), 201);
  expectStatus(await client.create(bindings(place), binding(name, name, user(name))), 201);
  const [rule] = rules as { verbs: string[]; apiGroups: string[]; resources: string[] }[];
  const resourceAttributes = {
    namespace,
    verb: rule?.verbs[0],
    group: rule?.apiGroups[0],
    resource: rule?.resources[0],
  };
  if (rule !== undefined) await eventually(() => mayThey(place, name, resourceAttributes));
  return name;
}

async function mayThey({ client }: Place, name: string, resourceAttributes: object): Promise<boolean> {
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user: name, resourceAttributes },
  };
  const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
  const { status } = expectStatus(await client.create(path, review), 201) as {
    status?: { allowed?: boolean };
  };
  return status?.allowed === true;
}

async function newAccount(place: Place): Promise<string> {
  const name = place.fresh('account');
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } };
  expectStatus(await place.client.create(accounts(place), account), 201);
  return name;
}

function issue(place: Place, account: string, spec: object): Promise<Answer> {
  const request = { apiVersion: TOKENS, kind: 'TokenRequest', spec };
  return place.client.create(`${accounts(place)}/${account}/token`, request);
}

async function reviewed({ client }: Place, token: string): Promise<Record<string, unknown>> {
  const review = { apiVersion: TOKENS, kind: 'TokenReview', spec: { token } };
  const { status } = expectStatus(await client.create(`/apis/${TOKENS}/tokenreviews`, review), 201);
  return status as Record<string, unknown>;
}

function tokenOf(answer: Answer): string {
  const { status } = expectStatus(answer, 201) as { status?: { token?: string } };
  return status?.token ?? '';
}

export const access: Topic = {
  title: 'Roles',
  source: sources.rbac,
  cases: [
    {
      name: 'permit what they name, in their namespace, and nothing else is permitted',
      run: async (place) => {
        const name = await newUser(place, [readsConfigMaps]);
        expectStatus(await place.client.get(place.configMaps, as(name)), 200);
        expectRefusal(
          await place.client.create(place.configMaps, configMap('b'), as(name)),
          403,
          'Forbidden',
          `configmaps is forbidden: User "${name}" cannot create resource "configmaps" in API group "" in the ` +
            `namespace "${place.namespace}"`,
        );
        expectRefusal(
          await place.client.get('/api/v1/configmaps', as(name)),
          403,
          'Forbidden',
          `configmaps is forbidden: User "${name}" cannot list resource "configmaps" in API group "" at the cluster scope`,
        );
      },
    },
    {
      name: 'can be for objects of some names, which can then be listed and watched alone',
      run: async (place) => {
        const { client, configMaps } = place;
        const one = { ...readsConfigMaps, resourceNames: ['one'] };
        const name = await newUser(place, [
          { apiGroups: [''], resources: ['secrets'], verbs: ['list'] },
          one,
        ]);
        expectStatus(await client.create(configMaps, configMap('one')), 201);
        expectStatus(await client.get(`${configMaps}/one`, as(name)), 200);
        expectStatus(await client.get(`${configMaps}?fieldSelector=metadata.name%3Done`, as(name)), 200);
        expectRefusal(await client.get(configMaps, as(name)), 403, 'Forbidden');
      },
    },
    {
      name: 'permit subresources only where they name them',
      run: async (place) => {
        const name = await newUser(place, [{ apiGroups: [''], resources: ['namespaces'], verbs: ['get'] }]);
        const path = `/api/v1/namespaces/${place.namespace}`;
        expectStatus(await place.client.get(path, as(name)), 200);
        expectRefusal(
          await place.client.get(`${path}/status`, as(name)),
          403,
          'Forbidden',
          'cannot get resource "namespaces/status"',
        );
      },
    },
    {
      name: 'have verbs, and groups and resources or paths',
      run: async (place) => {
        const attempt = (rule: object) => place.client.create(roles(place), role(place.fresh(), [rule]));
        expectRefusal(
          await attempt({ apiGroups: [''], resources: ['pods'], verbs: [] }),
          422,
          'Invalid',
          'rules[0].verbs: Required value: verbs must contain at least one value',
        );
        expectRefusal(
          await attempt({ verbs: ['get'], resources: ['pods'] }),
          422,
          'Invalid',
          'rules[0].apiGroups: Required value: resource rules must supply at least one api group',
        );
        expectRefusal(
          await attempt({ verbs: ['get'], nonResourceURLs: ['/metrics'] }),
          422,
          'Invalid',
          'namespaced rules cannot apply to non-resource URLs',
        );
      },
    },
    {
      name: 'that are bound stay those of the binding',
      run: async (place) => {
        const name = await newUser(place, [readsConfigMaps]);
        const changed = binding(name, 'another', user(name));
        expectRefusal(
          await place.client.update(`${bindings(place)}/${name}`, changed),
          422,
          'Invalid',
          'cannot change roleRef',
        );
      },
    },
    {
      name: 'can not be written by those who may do less',
      run: async (place) => {
        const name = await newUser(place, [writesRoles, readsConfigMaps]);
        const attempt = (rules: object[]) =>
          place.client.create(roles(place), role(place.fresh('role'), rules), as(name));
        expectStatus(await attempt([readsConfigMaps]), 201);
        expectRefusal(
          await attempt([{ ...readsConfigMaps, verbs: ['get', 'delete'] }]),
          403,
          'Forbidden',
          'is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["configmaps"], Verbs:["delete"]}',
        );
      },
    },
    {
      name: 'can not be bound by those who may do less',
      run: async (place) => {
        const name = await newUser(place, [writesRoles]);
        const powerful = place.fresh('role');
        const rules = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }];
        expectStatus(await place.client.create(roles(place), role(powerful, rules)), 201);
        expectRefusal(
          await place.client.create(bindings(place), binding(powerful, powerful, user(name)), as(name)),
          403,
          'Forbidden',
          'is attempting to grant RBAC permissions not currently held',
        );
      },
    },
    {
      name: 'permit acting in the name of others only by the verb impersonate',
      run: async (place) => {
        const name = await newUser(place, [readsConfigMaps]);
        const { status } = await place.client.get(place.configMaps, as(name));
        expectEqual(status, 200);
        const kinds = ['users', 'groups'];
        for (const resource of kinds) {
          expectEqual(await mayThey(place, name, { verb: 'impersonate', resource, name: 'other' }), false);
        }
      },
    },
  ],
};

export const serviceAccountTokens: Topic = {
  title: 'Tokens of ServiceAccounts',
  source: sources.serviceAccounts,
  cases: [
    {
      name: 'say whose they are, and in which groups',
      run: async (place) => {
        const { namespace } = place;
        const account = await newAccount(place);
        const status = await reviewed(place, tokenOf(await issue(place, account, {})));
        expectPart(status, {
          authenticated: true,
          user: {
            username: `system:serviceaccount:${namespace}:${account}`,
            groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
          },
        });
      },
    },
    {
      name: 'last no less than ten minutes',
      run: async (place) => {
        const account = await newAccount(place);
        const why = 'may not specify a duration less than 10 minutes';
        expectRefusal(await issue(place, account, { expirationSeconds: 599 }), 422, 'Invalid', why);
      },
    },
    {
      name: 'end with their account',
      run: async (place) => {
        const account = await newAccount(place);
        const token = tokenOf(await issue(place, account, {}));
        expectStatus(await place.client.delete(`${accounts(place)}/${account}`), 200);
        await eventually(async () => (await reviewed(place, token))['authenticated'] !== true);
      },
    },
    {
      name: 'end with the Secret that they are bound to, and are refused for another one of its name',
      run: async (place) => {
        const account = await newAccount(place);
        const name = place.fresh('secret');
        const secrets = `/api/v1/namespaces/${place.namespace}/secrets`;
        const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name } };
        expectStatus(await place.client.create(secrets, secret), 201);
        const boundObjectRef = { apiVersion: 'v1', kind: 'Secret', name };
        expectRefusal(
          await issue(place, account, { boundObjectRef: { ...boundObjectRef, uid: 'another' } }),
          409,
          'Conflict',
        );
        const token = tokenOf(await issue(place, account, { boundObjectRef }));
        expectPart(await reviewed(place, token), { authenticated: true });
        expectStatus(await place.client.delete(`${secrets}/${name}`), 200);
        await eventually(async () => (await reviewed(place, token))['authenticated'] !== true);
      },
    },
    {
      name: 'are those of the account `default` that every namespace has',
      run: async (place) => {
        await eventually(async () => (await place.client.get(`${accounts(place)}/default`)).status === 200);
        expectPart(await reviewed(place, tokenOf(await issue(place, 'default', {}))), {
          authenticated: true,
        });
      },
    },
  ],
};
