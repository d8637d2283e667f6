import { type KubernetesClient, resourceName } from '@sluice/controller-runtime';
import { aroundWrites } from '../cluster/around-writes.ts';
import type { Tracing } from './tracing.ts';

/** A client whose writes are told of in traces: what is written, to which object, and what for; not its content. */
export function tracedCluster(client: KubernetesClient, tracing: Tracing): KubernetesClient {
  return aroundWrites(client, ({ verb, resource, namespace, name, subresource }, call) => {
    const attributes = {
      'k8s.resource': resourceName(resource),
      'k8s.object.name': name,
      ...(namespace === undefined ? {} : { 'k8s.namespace.name': namespace }),
      ...(subresource === undefined ? {} : { 'k8s.subresource': subresource }),
    };
    return tracing.call(`Kubernetes ${verb} ${resource.plural}`, attributes, call);
  });
}
