import type { KubernetesClient, Resource } from '@sluice/controller-runtime';
import { resourceName } from '@sluice/controller-runtime';
import type { Tracing } from './tracing.ts';

/** A client whose writes are told of in traces: what is written, to which object, and what for; not its content. */
export function tracedCluster(client: KubernetesClient, tracing: Tracing): KubernetesClient {
  const write = <T>(
    verb: string,
    resource: Resource,
    namespace: string | undefined,
    name: string,
    subresource: string | undefined,
    call: () => Promise<T>,
  ): Promise<T> => {
    const attributes = {
      'k8s.resource': resourceName(resource),
      'k8s.object.name': name,
      ...(namespace === undefined ? {} : { 'k8s.namespace.name': namespace }),
      ...(subresource === undefined ? {} : { 'k8s.subresource': subresource }),
    };
    return tracing.call(`Kubernetes ${verb} ${resource.plural}`, attributes, call);
  };
  return {
    server: client.server,
    get: (...args) => client.get(...args),
    list: (...args) => client.list(...args),
    listPages: (...args) => client.listPages(...args),
    watch: (...args) => client.watch(...args),
    raw: (...args) => client.raw(...args),
    close: () => client.close(),
    create: (resource, object, options) =>
      write('create', resource, object.metadata.namespace, object.metadata.name, options?.subresource, () =>
        client.create(resource, object, options),
      ),
    update: (resource, object, options) =>
      write('update', resource, object.metadata.namespace, object.metadata.name, options?.subresource, () =>
        client.update(resource, object, options),
      ),
    patchMerge: (resource, namespace, name, patch, options) =>
      write('patch', resource, namespace, name, options?.subresource, () =>
        client.patchMerge(resource, namespace, name, patch, options),
      ),
    patchJson: (resource, namespace, name, patch, options) =>
      write('patch', resource, namespace, name, options?.subresource, () =>
        client.patchJson(resource, namespace, name, patch, options),
      ),
    apply: (resource, object, options) =>
      write('apply', resource, object.metadata.namespace, object.metadata.name, options.subresource, () =>
        client.apply(resource, object, options),
      ),
    delete: (resource, namespace, name, options) =>
      write('delete', resource, namespace, name, undefined, () =>
        client.delete(resource, namespace, name, options),
      ),
  };
}
