import type { KubernetesObject } from '../client/kubernetes-object.ts';

/** The key of an object within its kind: `namespace/name`, or `name` for what lives in no namespace. */
export function objectKey(namespace: string | undefined, name: string): string {
  return namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;
}

/** The key of an object at hand. */
export function keyOf(object: KubernetesObject): string {
  return objectKey(object.metadata.namespace, object.metadata.name);
}

/** The two halves of a key. Names hold no slash (Kubernetes: RFC 1123), so this is exact. */
export function splitObjectKey(key: string): {
  readonly namespace: string | undefined;
  readonly name: string;
} {
  const slash = key.indexOf('/');
  if (slash === -1) return { namespace: undefined, name: key };
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
