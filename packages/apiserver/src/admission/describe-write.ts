import type { KubeObject } from '../kube-object.ts';
import type { DeleteOptions } from '../registry/delete-options.ts';
import type { Target } from '../registry/target.ts';
import type { WriteOptions } from '../registry/write-options.ts';
import type { AdmissionAttributes } from './admission-attributes.ts';

/** What webhooks are told of a creation. @param target with the name that the object has got */
export function creation(target: Target, object: KubeObject, options: WriteOptions): AdmissionAttributes {
  return {
    operation: 'CREATE',
    target,
    object,
    oldObject: undefined,
    ...whoAndHow(options),
    options: metaOptions('CreateOptions', options),
  };
}

/** What webhooks are told of an update, whatever kind of request it came by. */
export function update(
  target: Target,
  object: KubeObject,
  oldObject: KubeObject,
  options: WriteOptions,
): AdmissionAttributes {
  return {
    operation: 'UPDATE',
    target,
    object,
    oldObject,
    ...whoAndHow(options),
    options: metaOptions('UpdateOptions', options),
  };
}

/** What webhooks are told of a deletion. @param oldObject in whatever version */
export function deletion(target: Target, oldObject: KubeObject, options: DeleteOptions): AdmissionAttributes {
  const { propagation, uid, resourceVersion, dryRun } = options;
  const preconditions = {
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
  return {
    operation: 'DELETE',
    target,
    object: undefined,
    oldObject,
    ...whoAndHow(options),
    options: {
      kind: 'DeleteOptions',
      apiVersion: 'meta.k8s.io/v1',
      ...(propagation === undefined ? {} : { propagationPolicy: propagation }),
      ...(Object.keys(preconditions).length === 0 ? {} : { preconditions }),
      ...(dryRun ? { dryRun: ['All'] } : {}),
    },
  };
}

function whoAndHow({ user, dryRun, warn }: Pick<WriteOptions, 'user' | 'dryRun' | 'warn'>) {
  return { user, dryRun, warn };
}

function metaOptions(kind: string, { dryRun, fieldManager, fieldValidation }: WriteOptions): object {
  const all = dryRun ? { dryRun: ['All'] } : {};
  return { kind, apiVersion: 'meta.k8s.io/v1', ...all, fieldManager, fieldValidation };
}
