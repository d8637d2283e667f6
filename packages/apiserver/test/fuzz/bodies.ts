import type { KubeObject } from '../../src/kube-object.ts';
import { configMap, widget, widgetCrd } from '../conformance/widget.ts';

const object = (apiVersion: string, kind: string, name: string, more: object = {}): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name },
  ...more,
});

/** Objects that are fine as they are, to be spoilt. */
export function soundObjects(group: string, name: string): object[] {
  const container = {
    name: 'a',
    image: 'b',
    ports: [{ containerPort: 80 }],
    env: [{ name: 'A', value: 'b' }],
  };
  const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [container] } };
  const rules = [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }];
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name };
  const involvedObject = { kind: 'Pod', namespace: 'fuzz', name };
  return [
    configMap(
      name,
      { a: '1' },
      { labels: { a: 'b' }, annotations: { c: 'd' }, finalizers: ['example.com/x'] },
    ),
    widget(group, name, {
      size: 3,
      replicas: 2,
      tags: ['x'],
      parts: [{ name: 'a', count: 1 }],
      nested: { b: 'y' },
    }),
    { ...widget(group, name), status: { phase: 'Ready', replicas: 1 } },
    widgetCrd(group),
    object('v1', 'Namespace', name),
    object('v1', 'Secret', name, { type: 'Opaque', stringData: { a: 'b' } }),
    object('v1', 'ServiceAccount', name, { secrets: [{ name: 'x' }] }),
    object('v1', 'Event', name, { involvedObject, type: 'Normal', reason: 'R', message: 'm' }),
    object('events.k8s.io/v1', 'Event', name, {
      regarding: involvedObject,
      type: 'Normal',
      eventTime: '2026-01-01T00:00:00.000000Z',
      reason: 'R',
      action: 'A',
      reportingController: 'a/b',
      reportingInstance: 'c',
    }),
    object('coordination.k8s.io/v1', 'Lease', name, {
      spec: { holderIdentity: 'a', leaseDurationSeconds: 15 },
    }),
    object('rbac.authorization.k8s.io/v1', 'Role', name, { rules }),
    object('rbac.authorization.k8s.io/v1', 'RoleBinding', name, {
      roleRef,
      subjects: [{ kind: 'User', name: 'u' }],
    }),
    object('apps/v1', 'Deployment', name, {
      spec: { replicas: 1, selector: { matchLabels: { app: 'a' } }, template },
    }),
    object('v1', 'Pod', name, { spec: template.spec }),
    object('v1', 'Service', name, { spec: { ports: [{ port: 80 }], selector: { app: 'a' } } }),
    object('autoscaling/v1', 'Scale', name, { spec: { replicas: 3 } }),
    object('authorization.k8s.io/v1', 'SelfSubjectAccessReview', '', {
      spec: { resourceAttributes: { verb: 'get', resource: 'pods' } },
    }),
    object('authorization.k8s.io/v1', 'SelfSubjectRulesReview', '', { spec: { namespace: 'fuzz' } }),
    object('authentication.k8s.io/v1', 'TokenReview', '', { spec: { token: 'a.b.c' } }),
    object('authentication.k8s.io/v1', 'TokenRequest', '', {
      spec: { audiences: ['a'], expirationSeconds: 3600 },
    }),
    { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Foreground', preconditions: { uid: 'x' } },
  ];
}

/** Patches of all types that are fine for most objects. */
export const soundPatches: readonly unknown[] = [
  { metadata: { labels: { a: null, b: 'c' } }, data: { x: 'y' }, spec: { size: 4 } },
  { metadata: { finalizers: ['example.com/x'], $deleteFromPrimitiveList: ['a'], $retainKeys: ['labels'] } },
  {
    secrets: [{ name: 'x', $patch: 'delete' }, { $patch: 'replace' }],
    '$setElementOrder/secrets': [{ name: 'x' }],
  },
  [
    { op: 'test', path: '/metadata/name', value: 'a' },
    { op: 'add', path: '/metadata/labels/x', value: 'y' },
    { op: 'copy', from: '/metadata', path: '/data' },
    { op: 'move', from: '/data', path: '/spec/-' },
    { op: 'remove', path: '/spec/parts/0' },
  ],
];
