import type { KubeObject } from '../kube-object.ts';
import type { SchemaProps } from '../schema/schema-props.ts';
import { type Application, applyConfiguration } from './server-side-apply.ts';
import { trackUpdate } from './track-update.ts';

export const apiVersion = 'configuration.konghq.com/v1alpha1';
export const schema: SchemaProps = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        weight: { type: 'integer' },
        target: { type: 'string' },
        ref: { type: 'object', properties: { name: { type: 'string' }, namespace: { type: 'string' } } },
        selector: {
          type: 'object',
          additionalProperties: { type: 'string' },
          'x-kubernetes-map-type': 'atomic',
        },
        limits: { type: 'object', additionalProperties: { type: 'string' } },
        tags: { type: 'array', items: { type: 'string' } },
        members: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
        rules: {
          type: 'array',
          items: {
            type: 'object',
            properties: { name: { type: 'string' }, value: { type: 'string' }, note: { type: 'string' } },
          },
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
        },
        open: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      },
    },
    status: { type: 'object', properties: { id: { type: 'string' } } },
  },
};

export const identity = { apiVersion, kind: 'KongTarget', metadata: { name: 'a', namespace: 'default' } };

export function configuration(spec?: object, metadata: object = {}): KubeObject {
  return { ...identity, metadata: { ...identity.metadata, ...metadata }, ...(spec && { spec }) };
}

export const terms = {
  apiVersion,
  schema,
  scope: 'all-but-status' as const,
  subresource: '',
  force: false,
  now: '2026-01-01T00:00:00Z',
  otherVersions: () => undefined,
};

export function apply(
  live: KubeObject | undefined,
  manager: string,
  applied: KubeObject,
  rest: Partial<Application> = {},
): KubeObject {
  const result = applyConfiguration({ ...terms, live, applied, manager, ...rest });
  if (result.ok) return result.object;
  throw new Error('conflict' in result ? result.conflict.message : result.error.message);
}

export function update(live: KubeObject | undefined, manager: string, after: KubeObject): KubeObject {
  const managedFields = trackUpdate({ ...terms, before: live, after, manager });
  return { ...after, metadata: { ...after.metadata, managedFields } };
}

export const entriesOf = (object: KubeObject) => object.metadata.managedFields ?? [];
export const owned = (object: KubeObject): Record<string, unknown> =>
  Object.fromEntries(entriesOf(object).map(({ manager, fieldsV1 }) => [manager, fieldsV1]));
export const specFields = (...names: string[]) => ({
  'f:spec': Object.fromEntries(names.map((name) => [`f:${name}`, {}])),
});
