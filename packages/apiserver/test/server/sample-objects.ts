import type { JsonObject } from '../../src/kube-object.ts';

const labels = { app: 'web' };
const podSpec = { containers: [{ name: 'web', image: 'nginx:1.27' }] };
const template = { metadata: { labels }, spec: podSpec };
const workload = { selector: { matchLabels: labels }, template };
const runOnce = { template: { spec: { ...podSpec, restartPolicy: 'Never' } } };
const role = { name: 'view', apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole' };
const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }];
const webhook = {
  name: 'check.example.com',
  clientConfig: { url: 'https://127.0.0.1:1/' },
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
};
const mayGetPods = { resourceAttributes: { verb: 'get', resource: 'pods', namespace: 'default' } };

/** What each built-in resource needs beside its names, by `group/version/resource`. */
const contents: Readonly<Record<string, JsonObject>> = {
  '/v1/configmaps': { data: { key: 'value' } },
  '/v1/endpoints': { subsets: [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }] }] },
  '/v1/events': {
    involvedObject: { kind: 'Pod', name: 'web', namespace: 'default' },
    reason: 'Started',
    message: 'It has begun.',
    type: 'Normal',
    firstTimestamp: '2026-01-01T00:00:00Z',
    lastTimestamp: '2026-01-01T00:00:00Z',
    count: 1,
  },
  '/v1/limitranges': { spec: { limits: [{ type: 'Container', default: { cpu: '1' } }] } },
  '/v1/namespaces': {},
  '/v1/nodes': { spec: { podCIDR: '10.1.0.0/24' } },
  '/v1/persistentvolumeclaims': {
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  },
  '/v1/persistentvolumes': {
    spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/data' } },
  },
  '/v1/pods': { spec: podSpec },
  '/v1/podtemplates': { template },
  '/v1/replicationcontrollers': { spec: { selector: labels, template } },
  '/v1/resourcequotas': { spec: { hard: { pods: '10' } } },
  '/v1/secrets': { type: 'Opaque', data: { key: 'dmFsdWU=' } },
  '/v1/serviceaccounts': { automountServiceAccountToken: false },
  '/v1/services': { spec: { clusterIP: 'None', selector: labels, ports: [{ port: 80 }] } },
  'admissionregistration.k8s.io/v1/mutatingwebhookconfigurations': { webhooks: [webhook] },
  'admissionregistration.k8s.io/v1/validatingwebhookconfigurations': { webhooks: [webhook] },
  'apps/v1/controllerrevisions': { revision: 1, data: { any: 'thing' } },
  'apps/v1/daemonsets': { spec: workload },
  'apps/v1/deployments': { spec: workload },
  'apps/v1/replicasets': { spec: workload },
  'apps/v1/statefulsets': { spec: { ...workload, serviceName: 'web' } },
  'authentication.k8s.io/v1/selfsubjectreviews': {},
  'authentication.k8s.io/v1/tokenreviews': { spec: { token: 'none' } },
  'authorization.k8s.io/v1/localsubjectaccessreviews': { spec: { ...mayGetPods, user: 'ann' } },
  'authorization.k8s.io/v1/selfsubjectaccessreviews': { spec: mayGetPods },
  'authorization.k8s.io/v1/selfsubjectrulesreviews': { spec: { namespace: 'default' } },
  'authorization.k8s.io/v1/subjectaccessreviews': { spec: { ...mayGetPods, user: 'ann' } },
  'autoscaling/v1/horizontalpodautoscalers': {
    spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, maxReplicas: 3 },
  },
  'autoscaling/v2/horizontalpodautoscalers': {
    spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, maxReplicas: 3 },
  },
  'batch/v1/cronjobs': { spec: { schedule: '0 3 * * *', jobTemplate: { spec: runOnce } } },
  // With a selector of its own it has nothing in it that is drawn anew.
  'batch/v1/jobs': {
    spec: {
      manualSelector: true,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { ...podSpec, restartPolicy: 'Never' } },
    },
  },
  'coordination.k8s.io/v1/leases': { spec: { holderIdentity: 'me', leaseDurationSeconds: 15 } },
  'discovery.k8s.io/v1/endpointslices': {
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.0.0.1'] }],
    ports: [{ port: 80 }],
  },
  'events.k8s.io/v1/events': {
    eventTime: '2026-01-01T00:00:00.000000Z',
    regarding: { kind: 'Pod', name: 'web', namespace: 'default' },
    reason: 'Started',
    action: 'Start',
    note: 'It has begun.',
    type: 'Normal',
    reportingController: 'example.com/tester',
    reportingInstance: 'tester-1',
  },
  'networking.k8s.io/v1/ingressclasses': { spec: { controller: 'example.com/controller' } },
  'networking.k8s.io/v1/ingresses': {
    spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
  },
  'networking.k8s.io/v1/networkpolicies': { spec: { podSelector: {}, policyTypes: ['Ingress'] } },
  'node.k8s.io/v1/runtimeclasses': { handler: 'runc' },
  'policy/v1/poddisruptionbudgets': { spec: { minAvailable: 1, selector: { matchLabels: labels } } },
  'rbac.authorization.k8s.io/v1/clusterrolebindings': { roleRef: role, subjects: [] },
  'rbac.authorization.k8s.io/v1/clusterroles': { rules },
  'rbac.authorization.k8s.io/v1/rolebindings': { roleRef: role, subjects: [] },
  'rbac.authorization.k8s.io/v1/roles': { rules },
  'scheduling.k8s.io/v1/priorityclasses': { value: 1000 },
  'storage.k8s.io/v1/storageclasses': { provisioner: 'example.com/disk' },
};

/** Resources of which a test can't make an object of any name. */
export const unlikeOthers: ReadonlySet<string> = new Set([
  'apiextensions.k8s.io/v1/customresourcedefinitions',
  'apiregistration.k8s.io/v1/apiservices',
]);

/**
 * An object that a server takes.
 *
 * @param resource as `group/version/resource`, the group empty for the core
 * @throws Error for one of which no content is known: then it is to be written down above
 */
export function sampleObject(resource: string, kind: string, name: string): JsonObject {
  const content = contents[resource];
  if (content === undefined) throw new Error(`There is no sample of ${resource}`);
  const apiVersion = resource.slice(0, resource.lastIndexOf('/')).replace(/^\//, '');
  return { apiVersion, kind, metadata: { name }, ...content };
}
