import { isObject } from '../schema/json-object.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { objectKey } from '../storage/stored-entry.ts';
import type { ServiceReference, WebhookClientConfig } from './webhook-client-config.ts';

/** Where a webhook's requests go. */
export interface WebhookEndpoint {
  url: URL;
  /** The name that the server's certificate has to bear. */
  serverName: string;
}

/** A webhook names a Service that leads nowhere. */
export class UnreachableServiceError extends Error {
  override name = 'UnreachableServiceError';
}

const DEFAULT_PORT = 443;

/**
 * Finds out where a webhook's requests go. A URL says it itself. A Service does so when it points out of the cluster,
 * since this server has no network of pods: one of type ExternalName leads to `spec.externalName`, any other to the
 * first of `spec.externalIPs`; the port is the reference's. As everywhere in Kubernetes, the certificate has to be for
 * `name.namespace.svc`, whatever the address.
 *
 * @throws UnreachableServiceError
 */
export function webhookEndpoint(config: WebhookClientConfig, store: ObjectStore): WebhookEndpoint {
  const { url, service } = config;
  if (url !== undefined) {
    const parsed = new URL(url);
    return { url: parsed, serverName: parsed.hostname.replace(/^\[|\]$/g, '') };
  }
  if (service === undefined) throw new UnreachableServiceError('the webhook has neither a url nor a service');
  const { name, namespace, port = DEFAULT_PORT, path = '/' } = service;
  const address = addressOf(service, store);
  const host = address.includes(':') ? `[${address}]` : address;
  return { url: new URL(`https://${host}:${port}${path}`), serverName: `${name}.${namespace}.svc` };
}

function addressOf({ name, namespace }: ServiceReference, store: ObjectStore): string {
  const entry = store.table('services').get(objectKey(namespace, name));
  if (entry === undefined) throw new UnreachableServiceError(`service ${JSON.stringify(name)} not found`);
  const { spec }: Record<string, unknown> = JSON.parse(entry.json);
  const { type, externalName, externalIPs } = isObject(spec) ? spec : {};
  const address: unknown =
    type === 'ExternalName' ? externalName : Array.isArray(externalIPs) ? externalIPs[0] : undefined;
  if (typeof address === 'string' && address !== '') return address;
  throw new UnreachableServiceError(
    `service ${namespace}/${name} has no address outside of the cluster, and this server has no network of pods: ` +
      'give the service the type ExternalName or spec.externalIPs, or give the webhook a url',
  );
}
