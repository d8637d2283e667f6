import type { KubernetesClient, Resource } from '@sluice/controller-runtime';

/** A write of one object, as far as what is around it concerns itself with it. */
export interface ClusterWrite {
  readonly verb: 'create' | 'update' | 'patch' | 'apply' | 'delete';
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly subresource: string | undefined;
}

/** Makes the write, once, and passes on what comes of it; or throws in its place. */
export type AroundWrite = <T>(write: ClusterWrite, call: () => Promise<T>) => Promise<T>;

/** A client whose writes go through `around`, and whose reads don't. */
export function aroundWrites(client: KubernetesClient, around: AroundWrite): KubernetesClient {
  const of = (
    verb: ClusterWrite['verb'],
    resource: Resource,
    { namespace, name }: { readonly namespace?: string | undefined; readonly name: string },
    subresource?: string,
  ): ClusterWrite => ({ verb, resource, namespace, name, subresource });
  return {
    server: client.server,
    get: (...args) => client.get(...args),
    list: (...args) => client.list(...args),
    listPages: (...args) => client.listPages(...args),
    watch: (...args) => client.watch(...args),
    raw: (...args) => client.raw(...args),
    close: () => client.close(),
    create: (resource, object, options) =>
      around(of('create', resource, object.metadata, options?.subresource), () =>
        client.create(resource, object, options),
      ),
    update: (resource, object, options) =>
      around(of('update', resource, object.metadata, options?.subresource), () =>
        client.update(resource, object, options),
      ),
    patchMerge: (resource, namespace, name, patch, options) =>
      around(of('patch', resource, { namespace, name }, options?.subresource), () =>
        client.patchMerge(resource, namespace, name, patch, options),
      ),
    patchJson: (resource, namespace, name, patch, options) =>
      around(of('patch', resource, { namespace, name }, options?.subresource), () =>
        client.patchJson(resource, namespace, name, patch, options),
      ),
    apply: (resource, object, options) =>
      around(of('apply', resource, object.metadata, options.subresource), () =>
        client.apply(resource, object, options),
      ),
    delete: (resource, namespace, name, options) =>
      around(of('delete', resource, { namespace, name }), () =>
        client.delete(resource, namespace, name, options),
      ),
  };
}
