import type { KubeObject } from '../../kube-object.ts';
import { isObject, type UnknownObject } from '../../schema/json-object.ts';
import { selectorText } from '../built-ins/columns.ts';
import type { ScalePaths } from '../served-resource.ts';
import type { Subresource } from '../strategy.ts';
import { scaleKind } from './scale-kind.ts';

const byPaths = new WeakMap<ScalePaths, Subresource>();

/** The subresource `scale` of a kind: its numbers of replicas, in a form that is the same for all kinds. */
export function scaleSubresource(paths: ScalePaths): Subresource {
  let subresource = byPaths.get(paths);
  if (subresource === undefined) {
    const specPath = toFields(paths.specReplicasPath);
    subresource = {
      verbs: ['get', 'patch', 'update'],
      merge: (existing, incoming) => {
        const merged = { ...existing, metadata: { ...existing.metadata } };
        if (incoming.metadata.managedFields !== undefined) {
          merged.metadata.managedFields = incoming.metadata.managedFields;
        }
        return withValue(merged, specPath, valueAt(incoming, specPath)) as KubeObject;
      },
      view: {
        version: scaleKind,
        show: (object) => showScale(object, paths),
        take: (existing, scale) =>
          withValue(existing, specPath, valueAt(scale, ['spec', 'replicas']) ?? 0) as KubeObject,
      },
    };
    byPaths.set(paths, subresource);
  }
  return subresource;
}

function showScale(object: KubeObject, paths: ScalePaths): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const replicas = valueAt(object, toFields(paths.specReplicasPath));
  const selector = paths.labelSelectorPath && selectorOf(valueAt(object, toFields(paths.labelSelectorPath)));
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      uid,
      resourceVersion,
      creationTimestamp,
    },
    // Zero is left out, as in everything of autoscaling/v1 (`omitempty`).
    spec: replicas ? { replicas } : {},
    status: {
      replicas: valueAt(object, toFields(paths.statusReplicasPath)) ?? 0,
      ...(selector && { selector }),
    },
  };
}

/** Custom resources have the selector as text; built-in kinds as labels or as a label selector. */
function selectorOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!isObject(value)) return '';
  const isSelector = isObject(value['matchLabels']) || Array.isArray(value['matchExpressions']);
  const text = selectorText(isSelector ? value : { matchLabels: value });
  return text === '<none>' ? '' : text;
}

/** The paths of a CRD name plain fields, `.spec.replicas`. */
function toFields(path: string): string[] {
  return path.replace(/^\./, '').split('.');
}

function valueAt(object: unknown, [field, ...rest]: readonly string[]): unknown {
  if (field === undefined) return object;
  return isObject(object) ? valueAt(object[field], rest) : undefined;
}

/** A copy of an object with another value at a path; what isn't changed is shared. */
function withValue(object: unknown, [field, ...rest]: readonly string[], value: unknown): UnknownObject {
  const copy = isObject(object) ? { ...object } : {};
  if (field !== undefined) copy[field] = rest.length === 0 ? value : withValue(copy[field], rest, value);
  return copy;
}
