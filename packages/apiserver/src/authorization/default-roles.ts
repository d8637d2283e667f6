import { ALL, type PolicyRule } from './policy-rule.ts';
import { type Binding, RBAC_GROUP, type RoleRef, type Subject } from './rbac-objects.ts';

/*
 * The ClusterRoles and bindings that every cluster has (plugin/pkg/auth/authorizer/rbac/bootstrappolicy), as far as
 * they concern what an API server without nodes serves.
 */

const READ = ['get', 'list', 'watch'];
const WRITE = ['create', 'delete', 'deletecollection', 'patch', 'update'];

/** What people work with in a namespace, by group. */
const workResources: Readonly<Record<string, readonly string[]>> = {
  '': [
    'configmaps',
    'endpoints',
    'persistentvolumeclaims',
    'pods',
    'replicationcontrollers',
    'replicationcontrollers/scale',
    'serviceaccounts',
    'services',
  ],
  apps: [
    'daemonsets',
    'deployments',
    'deployments/scale',
    'replicasets',
    'replicasets/scale',
    'statefulsets',
    'statefulsets/scale',
  ],
  autoscaling: ['horizontalpodautoscalers'],
  batch: ['cronjobs', 'jobs'],
  'networking.k8s.io': ['ingresses', 'networkpolicies'],
  policy: ['poddisruptionbudgets'],
};

/** What people only look at. */
const statusResources: Readonly<Record<string, readonly string[]>> = {
  '': [
    'bindings',
    'events',
    'limitranges',
    'namespaces',
    'namespaces/status',
    'persistentvolumeclaims/status',
    'pods/log',
    'pods/status',
    'replicationcontrollers/status',
    'resourcequotas',
    'resourcequotas/status',
    'services/status',
  ],
  apps: [
    'controllerrevisions',
    'daemonsets/status',
    'deployments/status',
    'replicasets/status',
    'statefulsets/status',
  ],
  autoscaling: ['horizontalpodautoscalers/status'],
  batch: ['cronjobs/status', 'jobs/status'],
  'discovery.k8s.io': ['endpointslices'],
  'events.k8s.io': ['events'],
  'networking.k8s.io': ['ingresses/status'],
  policy: ['poddisruptionbudgets/status'],
};

const viewRules = [...rulesFor(workResources, READ), ...rulesFor(statusResources, READ)];
const editRules = [
  ...rulesFor(workResources, WRITE),
  ...rulesFor({ '': ['secrets'], 'coordination.k8s.io': ['leases'] }, [...READ, ...WRITE]),
  ...rulesFor({ '': ['events'], 'events.k8s.io': ['events'] }, WRITE),
  ...rulesFor({ '': ['serviceaccounts'] }, ['impersonate']),
  ...rulesFor({ '': ['serviceaccounts/token'] }, ['create']),
];
const adminRules = [
  ...rulesFor({ [RBAC_GROUP]: ['rolebindings', 'roles'] }, [...READ, ...WRITE]),
  ...rulesFor({ 'authorization.k8s.io': ['localsubjectaccessreviews'] }, ['create']),
];

const healthPaths = ['/healthz', '/livez', '/readyz', '/version', '/version/'];

/** A ClusterRole that is always there. */
export interface DefaultRole {
  rules: readonly PolicyRule[];
  /** The last word of its label that has others gather it: `view` for `aggregate-to-view`. */
  gatheredBy?: string;
  /** The last word of the label by which it gathers others. `rules` are what that comes to by default. */
  gathers?: string;
}

/** The label that has a ClusterRole gathered by one of this name. */
export function aggregationLabel(name: string): string {
  return `${RBAC_GROUP}/aggregate-to-${name}`;
}

/** The default ClusterRoles by their names. */
export const defaultClusterRoles: Readonly<Record<string, DefaultRole>> = {
  admin: { rules: [...editRules, ...viewRules, ...adminRules], gathers: 'admin' },
  edit: { rules: [...editRules, ...viewRules], gathers: 'edit', gatheredBy: 'admin' },
  view: { rules: viewRules, gathers: 'view', gatheredBy: 'edit' },
  'system:aggregate-to-admin': { rules: adminRules, gatheredBy: 'admin' },
  'system:aggregate-to-edit': { rules: editRules, gatheredBy: 'edit' },
  'system:aggregate-to-view': { rules: viewRules, gatheredBy: 'view' },
  ...plainRoles({
    'cluster-admin': [
      { verbs: [ALL], apiGroups: [ALL], resources: [ALL] },
      { verbs: [ALL], nonResourceURLs: [ALL] },
    ],
    'system:basic-user': [
      ...rulesFor({ 'authorization.k8s.io': ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'] }, [
        'create',
      ]),
      ...rulesFor({ 'authentication.k8s.io': ['selfsubjectreviews'] }, ['create']),
    ],
    'system:discovery': [
      {
        verbs: ['get'],
        nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*', ...healthPaths],
      },
    ],
    'system:monitoring': [{ verbs: ['get'], nonResourceURLs: ['/metrics', ...healthPaths] }],
    'system:public-info-viewer': [{ verbs: ['get'], nonResourceURLs: healthPaths }],
    'system:service-account-issuer-discovery': [
      {
        verbs: ['get'],
        nonResourceURLs: [
          '/.well-known/openid-configuration',
          '/.well-known/openid-configuration/',
          '/openid/v1/jwks',
          '/openid/v1/jwks/',
        ],
      },
    ],
    'system:auth-delegator': [
      ...rulesFor({ 'authentication.k8s.io': ['tokenreviews'] }, ['create']),
      ...rulesFor({ 'authorization.k8s.io': ['subjectaccessreviews'] }, ['create']),
    ],
  }),
};

/** The subjects of each default ClusterRoleBinding, by its name, which is that of its ClusterRole. */
export const defaultBindings: Readonly<Record<string, readonly Subject[]>> = {
  'cluster-admin': [group('system:masters')],
  'system:basic-user': [group('system:authenticated')],
  'system:discovery': [group('system:authenticated')],
  'system:monitoring': [group('system:monitoring')],
  'system:public-info-viewer': [group('system:authenticated'), group('system:unauthenticated')],
  'system:service-account-issuer-discovery': [group('system:serviceaccounts')],
};

/** The role that a default binding gives. */
export function defaultRoleRef(name: string): RoleRef {
  return { apiGroup: RBAC_GROUP, kind: 'ClusterRole', name } satisfies Binding['roleRef'];
}

function plainRoles(
  rulesByName: Readonly<Record<string, readonly PolicyRule[]>>,
): Record<string, DefaultRole> {
  return Object.fromEntries(Object.entries(rulesByName).map(([name, rules]) => [name, { rules }]));
}

function rulesFor(
  resources: Readonly<Record<string, readonly string[]>>,
  verbs: readonly string[],
): PolicyRule[] {
  return Object.entries(resources).map(([apiGroup, names]) => ({
    verbs,
    apiGroups: [apiGroup],
    resources: names,
  }));
}

function group(name: string): Subject {
  return { kind: 'Group', apiGroup: RBAC_GROUP, name };
}
