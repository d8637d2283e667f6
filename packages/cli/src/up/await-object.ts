import { Informer, type KubernetesObject, type Resource } from '@sluice/controller-runtime';
import type { Cluster } from './cluster.ts';

/** Follows one object until `isDone` takes it, and returns it then. Rejects with the signal's reason. */
export async function awaitObject<T extends KubernetesObject>(
  { client, logger, signal }: Cluster,
  place: { resource: Resource; namespace?: string; name: string },
  isDone: (object: T) => boolean,
): Promise<T> {
  const { resource, namespace, name } = place;
  const done = Promise.withResolvers<T>();
  const ending = new AbortController();
  const until = AbortSignal.any([signal, ending.signal]);
  const informer = new Informer<T>({
    client,
    resource,
    fieldSelector: `metadata.name=${name}`,
    logger,
    ...(namespace === undefined ? {} : { namespaces: [namespace] }),
  });
  informer.onChange((_old, current) => {
    if (current !== undefined && isDone(current)) done.resolve(current);
  });
  const abort = () => done.reject(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener('abort', abort);
  const running = informer.run(until);
  try {
    return await done.promise;
  } finally {
    signal.removeEventListener('abort', abort);
    ending.abort();
    await running;
  }
}
